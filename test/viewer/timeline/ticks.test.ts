import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ticksOf } from '../../../viewer/timeline/ticks.js';

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
