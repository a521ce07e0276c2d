import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quantilesOf } from '../../../exporters/projection/index.js';

describe('quantilesOf', () => {
  it('spreads the values of a bin evenly', () => {
    const histogram = { edges: [0, 10, 20], counts: [2, 2], min: 0, max: 20 };
    assert.deepEqual(quantilesOf(histogram, [0, 0.25, 0.5, 0.75, 1]), [0, 5, 10, 15, 20]);
  });

  it('never leaves what the values span, and passes over empty bins', () => {
    const histogram = { edges: [0, 10, 20, 30], counts: [0, 4, 0], min: 14, max: 16 };
    assert.deepEqual(quantilesOf(histogram, [0, 0.5, 1]), [14, 15, 16]);
  });

  it('has none where there are no values', () => {
    assert.deepEqual(quantilesOf({ edges: [0, 1], counts: [0], min: 0, max: 0 }, [0.5]), []);
  });

  it('rises with the share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), (counts) => {
        const edges = Array.from({ length: counts.length + 1 }, (_, index) => index * index - 5);
        const quantiles = quantilesOf({ edges, counts, min: -5, max: edges.at(-1) ?? 0 }, [0, 0.1, 0.5, 0.9, 1]);
        assert.deepEqual(
          quantiles,
          [...quantiles].sort((a, b) => a - b),
        );
      }),
    );
  });
});
