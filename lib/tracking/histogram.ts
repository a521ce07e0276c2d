import { asObject } from '../core/read.js';
import { toNumber } from '../core/values.js';
import { evenEdges } from './even-edges.js';
import { scan, type Values } from './scan.js';

/** How many values lie between which edges. */
export interface Histogram {
  /** Strictly rising, finite, one more than `counts`. */
  readonly edges: readonly number[];
  /** Values in each bin. Bins are half-open to the right; the last one is closed. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Values that were NaN or infinite, and so are in no bin. */
  readonly nonfinite: number;
}

/** Bins unless the app says how many, as Weights & Biases has them. */
export const DEFAULT_BINS = 64;
/** Most bins of one histogram. */
export const MAX_BINS = 512;

/**
 * The histogram of an app's values: bins of equal width from the least to the greatest. Goes through the values two
 * times and keeps none.
 *
 * @param bins how many, 1 to {@link MAX_BINS}
 * @returns `undefined` when there is not a single value
 */
export function histogramOf(values: Values, bins: number): Histogram | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let sumOfSquares = 0;
  let finite = 0;
  let nonfinite = 0;
  scan(values, (chunk, length) => {
    for (let index = 0; index < length; index++) {
      const value = chunk[index] ?? Number.NaN;
      // Not finite: what is taken from itself is not zero.
      if (value - value !== 0) {
        nonfinite += 1;
        continue;
      }
      finite += 1;
      sum += value;
      sumOfSquares += value * value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  if (finite === 0) {
    return nonfinite === 0
      ? undefined
      : { edges: [0, 1], counts: [0], min: 0, max: 0, sum: 0, sumOfSquares: 0, nonfinite };
  }
  const edges = min === max ? aroundOne(min) : edgesBetween(min, max, bins);
  return { edges, counts: count(values, edges), min, max, sum, sumOfSquares, nonfinite };
}

function count(values: Values, given: readonly number[]): number[] {
  // Typed arrays, because a model has millions of weights.
  const edges = Float64Array.from(given);
  const counts = new Float64Array(edges.length - 1);
  const last = counts.length - 1;
  const first = (edges[0] ?? 0) / 2;
  // Halves, because the difference of the largest numbers is infinite; that of the smallest may be none.
  const slope = counts.length / ((edges[counts.length] ?? 0) / 2 - first);
  const binsOfHalf = Number.isFinite(slope) ? slope : 0;
  scan(values, (chunk, length) => {
    for (let index = 0; index < length; index++) {
      const value = chunk[index] ?? Number.NaN;
      if (value - value !== 0) continue;
      let bin = Math.min(last, Math.max(0, Math.floor((value / 2 - first) * binsOfHalf)));
      // Rounding may have put a value that is nearly an edge on its other side.
      while (bin > 0 && value < (edges[bin] ?? 0)) bin -= 1;
      while (bin < last && value >= (edges[bin + 1] ?? 0)) bin += 1;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  return [...counts];
}

/** Bins around values that are all the same, as NumPy makes them: half a unit to both sides, more where that is nothing. */
function aroundOne(value: number): number[] {
  const reach = Math.max(0.5, Math.abs(value) * 1e-6);
  const edges = [value - reach, value + reach];
  return edges.every(Number.isFinite) ? edges : [Math.min(value, 0), Math.max(value, 0)];
}

function edgesBetween(min: number, max: number, bins: number): number[] {
  const edges = evenEdges(min, max, bins);
  return isRising(edges) ? edges : [min, max];
}

function isRising(edges: readonly number[]): boolean {
  return edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge > (edges[index - 1] ?? edge)));
}

/**
 * A histogram that the app has already: `{ edges, counts }` as NumPy returns them, if known with `min`, `max`, `sum` and
 * `sumOfSquares`, which are otherwise taken from the middles of the bins.
 *
 * @returns `undefined` when it is none: edges not rising, other than one more than counts, negative or too many counts
 */
export function readHistogram(given: unknown): Histogram | undefined {
  const { edges: givenEdges, counts: givenCounts, ...facts } = asObject(given);
  const edges = listOf(givenEdges);
  const counts = listOf(givenCounts);
  const fits = edges.length === counts.length + 1 && counts.length > 0 && counts.length <= MAX_BINS;
  if (!fits || !isRising(edges) || !counts.every((count) => Number.isFinite(count) && count >= 0)) {
    return undefined;
  }
  const first = counts.findIndex((count) => count > 0);
  const last = counts.reduce((found, count, index) => (count > 0 ? index : found), counts.length - 1);
  const middles = counts.map((count, index) => ({
    count,
    middle: ((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2,
  }));
  return {
    edges,
    counts,
    min: toNumber(facts.min) ?? edges[Math.max(first, 0)] ?? 0,
    max: toNumber(facts.max) ?? edges[last + 1] ?? 0,
    sum: toNumber(facts.sum) ?? middles.reduce((sum, { count, middle }) => sum + count * middle, 0),
    sumOfSquares:
      toNumber(facts.sumOfSquares) ?? middles.reduce((sum, { count, middle }) => sum + count * middle * middle, 0),
    nonfinite: 0,
  };
}

function listOf(given: unknown): number[] {
  if (!Array.isArray(given) && !ArrayBuffer.isView(given)) {
    return [];
  }
  const list: number[] = [];
  scan(given as Values, (chunk, length) => {
    for (let index = 0; index < length && list.length <= MAX_BINS + 1; index++) list.push(chunk[index] ?? Number.NaN);
  });
  return list;
}
