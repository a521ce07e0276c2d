import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ClosedRounds } from '../../../exporters/projection/closed-rounds.js';

describe('closed rounds', () => {
  it('knows exactly the numbers that were added, in any order, as long as they are few', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (numbers) => {
        const closed = new ClosedRounds();
        for (const number of numbers) closed.add(number);
        for (let number = 0; number <= 51; number++) assert.equal(closed.has(number), numbers.includes(number));
      }),
    );
  });

  it('keeps the highest of very many, and takes all below for closed', () => {
    const closed = new ClosedRounds();
    for (let number = 1; number <= 40_000; number += 2) closed.add(number);
    assert.equal(closed.has(39_999), true);
    assert.equal(closed.has(39_998), false);
    assert.equal(closed.has(5), true);
    assert.equal(closed.has(4), true);
    closed.delete(4);
    assert.equal(closed.has(4), true);
  });

  it('forgets a round that begins again, and all of them', () => {
    const closed = new ClosedRounds();
    for (const number of [0, 1, 7]) closed.add(number);
    closed.delete(7);
    assert.equal(closed.has(7), false);
    for (const number of [1, 2, 3, 4]) closed.add(number);
    closed.delete(1);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((number) => closed.has(number)),
      [true, false, true, true, true, false],
    );
    closed.add(1);
    assert.equal(closed.has(1), true);
    closed.clear();
    assert.equal(closed.has(0), false);
  });
});
