import type { HistogramOutput } from './types.js';

/**
 * Quantiles of a distribution that is known by its bins: between the edges of a bin its values are taken to be spread
 * evenly; never beyond the least and the greatest value.
 *
 * @param shares ascending, 0 to 1
 * @returns one number for each share; none when the bins hold nothing
 */
export function quantilesOf(
  { edges, counts, min, max }: Pick<HistogramOutput, 'edges' | 'counts' | 'min' | 'max'>,
  shares: readonly number[],
): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) return [];
  const within = (value: number): number => Math.min(Math.max(value, min), max);
  return shares.map((share) => {
    let left = share * total;
    for (let bin = 0; bin < counts.length; bin++) {
      const count = counts[bin] ?? 0;
      if (count > 0 && left <= count) {
        const part = left / count;
        return within((edges[bin] ?? 0) * (1 - part) + (edges[bin + 1] ?? 0) * part);
      }
      left -= count;
    }
    return max;
  });
}
