import assert from 'node:assert/strict';
import { parseAge, parseSize } from '../../../cli/prune/units.js';

describe('ages and sizes of runs prune', () => {
  it('have units', () => {
    assert.deepEqual(
      ['90s', '2m', '12h', '30d', '2w', '0.5d'].map((text) => parseAge('--keep', text)),
      [90, 120, 43_200, 2_592_000, 1_209_600, 43_200],
    );
    assert.deepEqual(
      ['5B', '2kB', '500MB', '10GB', '1.5TB'].map((text) => parseSize('--max-size', text)),
      [5, 2000, 5e8, 1e10, 1.5e12],
    );
  });

  for (const text of ['30', 'd', '', '-1d', '30x', '1e3d', '30constructor', '10gb']) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseAge('--keep', text), /--keep: expected an age such as 30d/);
      assert.throws(() => parseSize('--max-size', text), /--max-size: expected a size such as 10GB/);
    });
  }
});
