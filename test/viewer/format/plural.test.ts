import assert from 'node:assert/strict';
import { countOf, shareOf } from '../../../viewer/format/plural.js';

describe('numbers of things', () => {
  it('are one or many', () => {
    assert.deepEqual(
      [0, 1, 2, 12_345].map((count) => countOf(count, 'run')),
      ['0 runs', '1 run', '2 runs', '12,345 runs'],
    );
    assert.equal(countOf(2, 'child', 'children'), '2 children');
  });

  it('are some of all', () => {
    assert.equal(shareOf(3, 12, 'run'), '3 of 12 runs');
    assert.equal(shareOf(1, 1, 'run'), '1 run');
    assert.equal(shareOf(0, 1, 'run'), '0 of 1 run');
  });
});
