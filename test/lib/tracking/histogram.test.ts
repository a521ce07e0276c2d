import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Histogram, histogramOf, MAX_BINS, readHistogram } from '../../../lib/tracking/histogram.js';
import type { Values } from '../../../lib/tracking/scan.js';

/** What every histogram must be, whatever it was made of. */
function assertSound({ edges, counts, min, max }: Histogram): void {
  assert.equal(edges.length, counts.length + 1);
  edges.forEach((edge, index) => {
    assert.ok(Number.isFinite(edge));
    assert.ok(index === 0 || edge > (edges[index - 1] ?? edge), `edges do not rise at ${index}`);
  });
  assert.ok(counts.every((count) => count >= 0));
  assert.ok(min <= max);
}

describe('histogramOf', () => {
  it('puts values into bins of equal width, the last one closed', () => {
    assert.deepEqual(histogramOf([0, 1, 1.5, 2, 4], 4), {
      edges: [0, 1, 2, 3, 4],
      counts: [1, 2, 1, 1],
      min: 0,
      max: 4,
      sum: 8.5,
      sumOfSquares: 23.25,
      nonfinite: 0,
    });
  });

  const forms: readonly (readonly [string, Values])[] = [
    ['a list', [1, 2, 3]],
    ['single precision', new Float32Array([1, 2, 3])],
    ['bytes', new Uint8Array([1, 2, 3])],
    ['big integers', new BigInt64Array([1n, 2n, 3n])],
    ['a list with big integers', [1n, 2, 3n]],
    ['layers', [new Float32Array([1]), [2, [3]]]],
    ['a set', new Set([1, 2, 3])],
  ];
  for (const [name, values] of forms) {
    it(`takes ${name}`, () => {
      assert.deepEqual(histogramOf(values, 2)?.counts, [1, 2]);
    });
  }

  it('counts apart what is not finite, and what is no number', () => {
    const histogram = histogramOf([1, Number.NaN, Number.POSITIVE_INFINITY, 2, null, 'x'] as Iterable<unknown>, 1);
    assert.deepEqual([histogram?.counts, histogram?.nonfinite], [[2], 4]);
    const none = histogramOf([Number.NaN], 8);
    assert.deepEqual([none?.counts, none?.nonfinite], [[0], 1]);
    assert.equal(histogramOf([], 8), undefined);
  });

  it('has one bin around values that are all the same, however large', () => {
    for (const value of [0, 5, -1e20, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE]) {
      const histogram = histogramOf([value, value], 64);
      assert.ok(histogram !== undefined);
      assertSound(histogram);
      assert.deepEqual(histogram.counts, [2]);
    }
  });

  it('holds every value in the bin whose edges are around it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: MAX_BINS }),
        (values, bins) => {
          const histogram = histogramOf(values, bins);
          assert.ok(histogram !== undefined);
          assertSound(histogram);
          const { edges, counts } = histogram;
          counts.forEach((count, index) => {
            const [left = 0, right = 0] = [edges[index], edges[index + 1]];
            const last = index === counts.length - 1;
            const inside = values.filter((value) => value >= left && (value < right || (last && value === right)));
            assert.equal(count, inside.length);
          });
        },
      ),
    );
  });
});

describe('readHistogram', () => {
  it('keeps what the app has counted, and estimates what it does not say', () => {
    assert.deepEqual(readHistogram({ edges: new Float64Array([0, 2, 4, 6]), counts: [0, 3, 0] }), {
      edges: [0, 2, 4, 6],
      counts: [0, 3, 0],
      min: 2,
      max: 4,
      sum: 9,
      sumOfSquares: 27,
      nonfinite: 0,
    });
    const exact = readHistogram({ edges: [0, 2], counts: [3], min: 0.5, max: 1, sum: 2, sumOfSquares: 1.5 });
    assert.deepEqual([exact?.min, exact?.max, exact?.sum, exact?.sumOfSquares], [0.5, 1, 2, 1.5]);
  });

  for (const given of [
    undefined,
    5,
    {},
    { edges: [0, 1], counts: [1, 2] },
    { edges: [0], counts: [] },
    { edges: [1, 0], counts: [1] },
    { edges: [0, 0], counts: [1] },
    { edges: [0, Number.POSITIVE_INFINITY], counts: [1] },
    { edges: [0, 1], counts: [-1] },
    { edges: [0, 1], counts: [Number.NaN] },
    { edges: 'ab', counts: 'a' },
    { edges: Array.from({ length: 600 }, (_, i) => i), counts: new Array(599).fill(1) },
  ]) {
    it(`refuses ${JSON.stringify(given)?.slice(0, 50)}`, () => {
      assert.equal(readHistogram(given), undefined);
    });
  }
});
