import assert from 'node:assert/strict';
import { parseList } from '../../../cli/pull/parse-list.js';

describe('parseList', () => {
  const whole = {
    format: 1,
    stem: 'digits',
    journal: { size: 10 },
    files: [{ id: 'abc', name: 'model.bin', size: 0 }],
    missing: [{ name: 'gone', reason: 'it is gone' }],
  };

  it('takes a list, without what it does not know', () => {
    const text = JSON.stringify({ ...whole, more: 1, files: [{ ...whole.files[0], path: '/etc/passwd' }] });
    assert.deepEqual(parseList(text), { kind: 'ok', list: whole });
    const empty = { ...whole, files: [], missing: [] };
    assert.deepEqual(parseList(JSON.stringify(empty)), { kind: 'ok', list: empty });
  });

  const file = { id: 'a', name: 'b', size: 1 };
  const cases: readonly (readonly [object: unknown, expected: string, got: string])[] = [
    [null, 'an object', 'null'],
    [[], 'an object', '[]'],
    ['text', 'an object', '"text"'],
    [{ ...whole, format: 2 }, 'format 1', '2'],
    [{ ...whole, stem: undefined }, 'a text as stem', 'nothing'],
    [{ ...whole, stem: '' }, 'a text as stem', '""'],
    [{ ...whole, journal: 10 }, 'an object as journal', '10'],
    [{ ...whole, journal: { size: -1 } }, 'a size in bytes as journal.size', '-1'],
    [{ ...whole, files: {} }, 'a list as files', '{}'],
    [{ ...whole, files: [null] }, 'an object as files[0]', 'null'],
    [{ ...whole, files: [file, { ...file, id: 5 }] }, 'a text as files[1].id', '5'],
    [{ ...whole, files: [{ ...file, name: ['..'] }] }, 'a text as files[0].name', '[".."]'],
    [{ ...whole, files: [{ ...file, size: 1.5 }] }, 'a size in bytes as files[0].size', '1.5'],
    [{ ...whole, missing: undefined }, 'a list as missing', 'nothing'],
    [{ ...whole, missing: [{ name: 'a', reason: {} }] }, 'a text as missing[0].reason', '{}'],
  ];
  for (const [value, expected, got] of cases) {
    it(`says what was expected and what came: ${got} for ${expected}`, () => {
      assert.deepEqual(parseList(JSON.stringify(value)), { kind: 'wrong', expected, got });
    });
  }

  it('shows of what is no list a short text that a terminal does not obey', () => {
    const parsed = parseList(`<html>\u001b[2J${'x'.repeat(1_000_000)}`);
    assert.equal(parsed.kind, 'wrong');
    if (parsed.kind !== 'wrong') return;
    assert.equal(parsed.expected, 'JSON');
    assert.match(parsed.got, /^"<html>\\u001b\[2Jx+…$/);
    assert.ok(parsed.got.length <= 60);
  });
});
