import type { Histogram } from '../tracking/histogram.js';

/** Most bins that a report carries: some 400 bytes where they are equally wide. */
const MAX_REPORT_BINS = 64;

/** The same distribution in few bins: neighbours are put together, so that every count stays exact. */
export function coarsen(histogram: Histogram): Histogram {
  const { edges, counts } = histogram;
  const together = Math.ceil(counts.length / MAX_REPORT_BINS);
  if (together <= 1) {
    return histogram;
  }
  const fewer: number[] = [];
  counts.forEach((count, index) => {
    const place = Math.floor(index / together);
    fewer[place] = (fewer[place] ?? 0) + count;
  });
  const kept = edges.filter((_, index) => index % together === 0 || index === edges.length - 1);
  return { ...histogram, edges: kept, counts: fewer };
}
