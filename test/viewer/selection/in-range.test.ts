import assert from 'node:assert/strict';
import { inRange } from '../../../viewer/selection/in-range.js';
import { round } from '../support/documents.js';

describe('inRange', () => {
  const rounds = [round(1), round(2), round(5)];

  it('has both ends', () => {
    assert.deepEqual(
      inRange(rounds, { first: 2, last: 5 }).map((frame) => frame.round),
      [2, 5],
    );
  });

  it('is the same list when nothing falls out', () => {
    assert.equal(inRange(rounds, undefined), rounds);
    assert.equal(inRange(rounds, { first: 0, last: 9 }), rounds);
  });
});
