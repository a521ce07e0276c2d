import assert from 'node:assert/strict';
import { printable } from '../../../cli/output/printable.js';

describe('printable', () => {
  const unsafe: readonly (readonly [string, string])[] = [
    ['escape sequences', 'a\u001b[2Jb'],
    ['the one-character escape', 'a\u009b2Jb'],
    ['line ends', 'a\r\nb'],
    ['line separators', 'a\u2028b\u2029c'],
    ['changes of direction', 'a\u202ecba'],
    ['invisible characters', 'a\u200bb\ufeff'],
    ['halves of characters', 'a\ud800b'],
  ];
  for (const [name, text] of unsafe) {
    it(`replaces ${name}`, () => {
      const shown = printable(text);
      assert.match(shown, /\ufffd/);
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    });
  }

  it('keeps every other text', () => {
    for (const text of ['', 'hive_5', 'küche 03/a', '北京', '🐝-hive']) assert.equal(printable(text), text);
  });

  it('cuts long text and says so', () => {
    assert.equal(printable('abcdef', 4), 'abc…');
    assert.equal(printable('abcd', 4), 'abcd');
  });
});
