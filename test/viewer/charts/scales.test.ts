import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLarge, largeSteps, ROUND_STEPS, valueScale } from '../../../viewer/charts/scales.js';

describe('valueScale', () => {
  it('leaves room above and below, none below zero for amounts', () => {
    assert.deepEqual(valueScale(0, 100), { min: -8, max: 108 });
    assert.deepEqual(valueScale(50, 100, true), { min: 0, max: 108 });
    assert.deepEqual(valueScale(-50, 50, true), { min: -58, max: 58 });
    assert.deepEqual(valueScale(0, 100, false, 0.5), { min: -50, max: 150 });
  });

  it('has a place for values that are all the same, and for none', () => {
    assert.deepEqual(valueScale(100, 100), { min: 92, max: 108 });
    assert.deepEqual(valueScale(0, 0), { min: -0.08, max: 0.08 });
    for (const [min, max] of [
      [null, null],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ] as const) {
      assert.deepEqual(valueScale(min, max), { min: 0, max: 1 });
    }
  });

  it('has ends and a length that are numbers, whatever the values are', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(double, double, fc.boolean(), (a, b, fromZero) => {
        const { min, max } = valueScale(Math.min(a, b), Math.max(a, b), fromZero);
        assert.ok(Number.isFinite(min) && Number.isFinite(max) && Number.isFinite(max - min), `${min} ${max}`);
        assert.ok(max >= min);
      }),
      {
        examples: [
          [Number.MAX_VALUE, -Number.MAX_VALUE, false],
          [Number.MAX_VALUE, Number.MAX_VALUE, true],
        ],
      },
    );
  });
});

describe('steps between labels', () => {
  it('of large numbers leave room for some labels, however large they are', () => {
    for (const length of [1e14, 3.3e17, 1e20, 9.99e99, 1.6e308]) {
      const steps = largeSteps({ min: -length / 2, max: length / 2 });
      const labels = steps.map((step) => length / step);
      assert.ok(
        labels.some((count) => count >= 3 && count <= 10),
        `${length}: ${labels.join()}`,
      );
      assert.deepEqual(
        [...steps].sort((a, b) => a - b),
        steps,
        'uPlot looks for them by bisection',
      );
      assert.ok(steps.every(Number.isInteger));
    }
  });

  it('are our own only where uPlot has none', () => {
    assert.equal(isLarge([[1, null, -1e13]]), false);
    assert.equal(isLarge([[1], [null, -1e14]]), true);
  });

  it('of rounds are whole, also of rounds that are numbered by time', () => {
    assert.ok(ROUND_STEPS.every(Number.isInteger));
    assert.ok((ROUND_STEPS.at(-1) ?? 0) >= 1e14);
    assert.deepEqual(
      [...ROUND_STEPS].sort((a, b) => a - b),
      ROUND_STEPS,
    );
  });
});
