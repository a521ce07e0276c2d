import assert from 'node:assert/strict';
import { Name, printLiteral, printObject, printString } from '../../../../semconv/generator/typescript/literal.js';

const ROOM = 110;

describe('printString', () => {
  it('uses single quotes', () => assert.equal(printString('round'), "'round'"));
  it('uses double quotes around an apostrophe', () => assert.equal(printString("a client's"), '"a client\'s"'));
  it('escapes when both are there', () => assert.equal(printString(`a "client's"`), `'a "client\\'s"'`));
  it('escapes backslashes and line breaks', () => assert.equal(printString('a\\b\nc'), "'a\\\\b\\nc'"));
});

describe('printLiteral', () => {
  it('keeps a short object on its line', () => {
    assert.equal(
      printLiteral({ key: 'fl.step', level: 'required' }, '', ROOM),
      "{ key: 'fl.step', level: 'required' }",
    );
  });

  it('leaves undefined members out', () => {
    assert.equal(printLiteral({ key: 'a', journal: undefined }, '', ROOM), "{ key: 'a' }");
  });

  it('quotes keys that are no identifiers', () => {
    assert.equal(printLiteral({ 'fl.step': 1, ok: true }, '', ROOM), "{ 'fl.step': 1, ok: true }");
  });

  it('gives several objects a line each, however short', () => {
    assert.equal(printLiteral([{ a: 1 }, { a: 2 }], '', ROOM), '[\n  { a: 1 },\n  { a: 2 },\n]');
  });

  it('prints names as they are', () => {
    assert.equal(printLiteral({ attributes: new Name('shared') }, '', ROOM), '{ attributes: shared }');
    assert.equal(printLiteral([new Name('a'), new Name('b')], '', ROOM), '[a, b]');
    assert.equal(printLiteral(new Name('a'), '', 0), 'a');
  });

  it('keeps a single object in its brackets', () => {
    assert.equal(printLiteral([{ a: 1, b: 2 }], '', ROOM), '[{ a: 1, b: 2 }]');
  });

  it('fills lines with numbers that do not fit on one', () => {
    const numbers = Array.from({ length: 40 }, (_, index) => 1000 + index);
    const lines = printLiteral(numbers, '  ', ROOM).split('\n');
    assert.equal(lines[0], '[');
    assert.equal(lines.at(-1), '  ]');
    const filled = lines.slice(1, -1);
    assert.equal(filled.length, 3);
    assert.ok(filled.every((line) => line.startsWith('    1') && line.endsWith(',') && line.length <= 120));
    assert.equal(filled.join(' ').match(/\d+/g)?.length, 40);
  });

  it('opens an object that does not fit', () => {
    assert.equal(printLiteral({ a: 1, b: 2 }, '  ', 5), '{\n    a: 1,\n    b: 2,\n  }');
  });
});

describe('printObject', () => {
  it('is open even when short', () => {
    assert.equal(printObject({ a: 1 }, ''), '{\n  a: 1,\n}');
  });

  it('moves a string that is too long to a line of its own', () => {
    const long = 'x'.repeat(115);
    assert.equal(printObject({ brief: long }, ''), `{\n  brief:\n    '${long}',\n}`);
  });

  it('keeps a string that just fits', () => {
    const fits = 'x'.repeat(120 - '  brief: '.length - "'',".length);
    assert.equal(printObject({ brief: fits }, ''), `{\n  brief: '${fits}',\n}`);
  });
});
