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
  scan(values, (value) => {
    if (!Number.isFinite(value)) {
      nonfinite += 1;
      return;
    }
    finite += 1;
    sum += value;
    sumOfSquares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
  });
  if (finite === 0) {
    return nonfinite === 0
      ? undefined
      : { edges: [0, 1], counts: [0], min: 0, max: 0, sum: 0, sumOfSquares: 0, nonfinite };
  }
  const edges = min === max ? aroundOne(min) : edgesBetween(min, max, bins);
  const counts = new Array<number>(edges.length - 1).fill(0);
  const place = binFinder(edges);
  scan(values, (value) => {
    if (Number.isFinite(value)) {
      const bin = place(value);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  return { edges, counts, min, max, sum, sumOfSquares, nonfinite };
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

function binFinder(edges: readonly number[]): (value: number) => number {
  const last = edges.length - 2;
  const first = edges[0] ?? 0;
  const range = (edges[last + 1] ?? 0) / 2 - first / 2;
  return (value) => {
    let bin = Math.min(last, Math.floor(((value / 2 - first / 2) / range) * (last + 1)));
    // Rounding may have put a value that is nearly an edge on its other side.
    while (bin > 0 && value < (edges[bin] ?? 0)) bin -= 1;
    while (bin < last && value >= (edges[bin + 1] ?? 0)) bin += 1;
    return bin;
  };
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
  scan(given as Values, (value) => {
    if (list.length <= MAX_BINS + 1) list.push(value);
  });
  return list;
}
