import assert from 'node:assert/strict';
import { printDocComment, wrapText } from '../../../../semconv/generator/typescript/doc-comment.js';

describe('wrapText', () => {
  it('breaks at spaces', () => assert.deepEqual(wrapText('one two three', 7), ['one two', 'three']));
  it('leaves a word that is too long whole', () =>
    assert.deepEqual(wrapText('a longword b', 4), ['a', 'longword', 'b']));
  it('keeps line breaks', () => assert.deepEqual(wrapText('a\nb c', 10), ['a', 'b c']));
});

describe('printDocComment', () => {
  it('prints one short paragraph on one line', () => {
    assert.equal(printDocComment(['Number of the round.']), '/** Number of the round. */\n');
  });

  it('separates paragraphs and leaves empty ones out', () => {
    assert.equal(printDocComment(['A.', '', '@note B.']), '/**\n * A.\n *\n * @note B.\n */\n');
  });

  it('never ends early', () => {
    assert.equal(printDocComment(['a */ b']), '/** a *\\/ b */\n');
  });

  it('keeps lines within 120 columns', () => {
    const lines = printDocComment(['word '.repeat(60).trim()])
      .trimEnd()
      .split('\n');
    assert.ok(lines.length > 3);
    assert.ok(lines.every((line) => line.length <= 120));
  });
});
