import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moveActive } from '../../../viewer/timeline/keys.js';
import { ticksOf, visibleRows } from '../../../viewer/timeline/ticks.js';

describe('timeline: axis', () => {
  it('steps by round numbers, and by what clocks have above a few seconds', () => {
    assert.deepEqual(ticksOf(2.9, 6), [0, 0.5, 1, 1.5, 2, 2.5]);
    assert.deepEqual(ticksOf(0.02, 4), [0, 0.005, 0.01, 0.015, 0.02]);
    assert.deepEqual(ticksOf(100, 8), [0, 15, 30, 45, 60, 75, 90]);
    assert.deepEqual(ticksOf(7200, 4), [0, 1800, 3600, 5400, 7200]);
    assert.deepEqual([ticksOf(0, 4), ticksOf(Number.NaN, 4), ticksOf(5, 0)], [[0], [0], [0]]);
  });

  it('never has many more steps than asked for', () => {
    const spans = fc.double({ min: 1e-4, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 20 }), (span, count) => {
        const ticks = ticksOf(span, count);
        assert.ok(ticks.length <= count + 1);
        assert.ok(ticks.every((tick) => tick >= 0 && tick <= span * 1.001));
      }),
    );
  });
});

describe('timeline: rows in sight', () => {
  it('takes some more on both sides and never leaves the list', () => {
    assert.deepEqual(visibleRows({ top: 0, height: 100, rowHeight: 20 }, 1000, 2), { first: 0, last: 7 });
    assert.deepEqual(visibleRows({ top: 400, height: 100, rowHeight: 20 }, 1000, 2), { first: 18, last: 27 });
    assert.deepEqual(visibleRows({ top: 19_900, height: 100, rowHeight: 20 }, 1000, 2), { first: 993, last: 1000 });
    assert.deepEqual(visibleRows({ top: 99_999, height: 100, rowHeight: 20 }, 5, 2), { first: 4, last: 5 });
    assert.deepEqual(visibleRows({ top: 0, height: 100, rowHeight: 20 }, 0), { first: 0, last: 0 });
  });
});

describe('timeline: keys', () => {
  it('moves through a list and stays in it', () => {
    const moves = (place: number) =>
      ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map((key) => moveActive(key, place, 10, 4));
    assert.deepEqual(moves(5), [6, 4, 9, 1, 0, 9, undefined]);
    assert.deepEqual(moves(-1), [0, 9, 3, 0, 0, 9, undefined]);
    assert.deepEqual(moves(9), [9, 8, 9, 5, 0, 9, undefined]);
    assert.equal(moveActive('ArrowDown', -1, 0, 4), undefined);
  });
});
