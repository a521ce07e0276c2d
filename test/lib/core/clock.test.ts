import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClock, fromMillis, isAfter, nextNano } from '../../../lib/core/clock.js';
import { recordProof } from '../../support/proof-figures.js';

describe('clock', () => {
  it('splits epoch milliseconds into seconds and nanoseconds', () => {
    assert.deepEqual(fromMillis(1_795_330_877_683), [1_795_330_877, 683_000_000]);
    assert.deepEqual(fromMillis(1500.25), [1, 500_250_000]);
    assert.deepEqual(fromMillis(-1), [-1, 999_000_000]);
  });

  it('carries a nanosecond into the next second', () => {
    assert.deepEqual(nextNano([5, 999_999_999]), [6, 0]);
    assert.deepEqual(nextNano([5, 0]), [5, 1]);
  });

  it('gives strictly increasing times, also when the source stands still or is set back', function () {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 2 }), (source) => {
        const remaining = [...source];
        const clock = createClock(() => remaining.shift() ?? 0);
        const times = source.map(() => clock.now());
        times.slice(1).forEach((time, index) => {
          assert.ok(isAfter(time, times[index] ?? [0, 0]));
        });
      }),
    );
    recordProof(this.test, { 'clocks that jump, made by chance': 100 });
  });

  it('never gives two attempts of one number', () => {
    const clock = createClock(() => 1000);
    assert.deepEqual([clock.nextAttempt(), clock.nextAttempt()], [1000, 1001]);
  });
});
