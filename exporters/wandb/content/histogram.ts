import type { JsonObject } from '../../journal/events.js';
import type { HistogramOutput } from '../../projection/types.js';

/** Bins that W&B draws at most (`wandb/sdk/data_types/histogram.py`). */
const MAX_BINS = 512;

/** A distribution as W&B's history has it. Where there are more bins than it draws, neighbours are put together. */
export function histogramValue({ edges, counts }: Pick<HistogramOutput, 'edges' | 'counts'>): JsonObject {
  const width = Math.max(1, Math.ceil(counts.length / MAX_BINS));
  const values: number[] = [];
  const bins: number[] = [];
  for (let from = 0; from < counts.length; from += width) {
    values.push(counts.slice(from, from + width).reduce((sum, count) => sum + count, 0));
    bins.push(edges[from] ?? 0);
  }
  bins.push(edges[counts.length] ?? 0);
  return { _type: 'histogram', values, bins };
}
