import assert from 'node:assert/strict';

import { createRandom } from '../../../examples/digits/random.js';

describe('digits: random numbers', () => {
  it('gives the same stream for the same seed, and another for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.uniform());
    };
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });

  it('draws evenly from [0, 1)', () => {
    const random = createRandom(3);
    const draws = Array.from({ length: 20_000 }, () => random.uniform());
    assert.ok(draws.every((draw) => draw >= 0 && draw < 1));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
  });

  it('draws whole numbers below a limit, all of them', () => {
    const random = createRandom(4);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('draws normal numbers with mean 0 and variance 1', () => {
    const random = createRandom(5);
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    assert.ok(Math.abs(mean) < 0.03, `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 0.05, `variance ${variance}`);
  });

  it('draws Dirichlet proportions that sum to 1 and spread as the distribution does', () => {
    const random = createRandom(6);
    const parts = 5;
    const alpha = 0.3;
    const draws = Array.from({ length: 4000 }, () => random.dirichlet(parts, alpha));
    for (const draw of draws) {
      assert.ok(draw.every((proportion) => proportion >= 0));
      assert.ok(Math.abs(draw.reduce((sum, proportion) => sum + proportion, 0) - 1) < 1e-9);
    }
    const first = draws.map((draw) => draw[0] ?? Number.NaN);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
    // Of a symmetric Dirichlet: mean 1 / k, variance (1 / k)(1 − 1 / k) / (k alpha + 1).
    const expected = (1 / parts) * (1 - 1 / parts) * (1 / (parts * alpha + 1));
    assert.ok(Math.abs(mean - 1 / parts) < 0.015, `mean ${mean}`);
    assert.ok(Math.abs(variance - expected) < 0.1 * expected, `variance ${variance}, expected ${expected}`);
  });

  it('shuffles: the same items, another order, the input untouched', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = createRandom(7).shuffled(items);
    assert.notDeepEqual(shuffled, items);
    assert.deepEqual(
      [...shuffled].sort((a, b) => a - b),
      items,
    );
    assert.equal(items[0], 0);
  });
});
