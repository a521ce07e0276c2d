import assert from 'node:assert/strict';
import { toJsonLine } from '../../../cli/output/json.js';

describe('toJsonLine', () => {
  it('is one line whatever is in it, and reads back', () => {
    const value = { id: 'a\nb\u001b[2J\u009b\u2028\u2029\u202e', list: [1, null, 'x'] };
    const line = toJsonLine(value);
    assert.match(line, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
    assert.deepEqual(JSON.parse(line), value);
  });

  it('writes what JSON lacks as text', () => {
    assert.equal(
      toJsonLine([Number.NaN, -Infinity, 9_007_199_254_740_993n]),
      '["NaN","-Infinity","9007199254740993"]\n',
    );
  });
});
