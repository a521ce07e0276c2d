import { quantilesOf } from '../../projection/index.js';
import type { HistogramOutput, PointKey, ProjectedPoint, RowOutput } from '../../projection/types.js';

/** What is told of a distribution, in the words that bands over clients have. */
const NAMES = ['min', 'p10', 'median', 'p90', 'max', 'mean'] as const;
const SHARES = [0.1, 0.5, 0.9];

/**
 * Histograms as numbers: MLflow has no metric that is a distribution, but draws its quantiles over the steps. The whole
 * histograms are in the run's file `histograms.jsonl`.
 */
export class HistogramRows {
  readonly #keys = new WeakMap<PointKey, readonly PointKey[]>();

  /** The numbers of a histogram, `<tag>/median` and so on; none when it holds no value. */
  rowOf(histogram: HistogramOutput): RowOutput {
    const { key, step, timeMillis, counts, min, max, sum } = histogram;
    const total = counts.reduce((all, count) => all + count, 0);
    const values = total > 0 ? [min, ...quantilesOf(histogram, SHARES), max, sum / total] : [];
    const keys = this.#keysOf(key);
    const points = values.flatMap((value, index): ProjectedPoint[] => {
      const own = keys[index];
      return own === undefined ? [] : [{ key: own, value }];
    });
    return { kind: 'row', axis: 'step', step, timeMillis, points };
  }

  #keysOf(key: PointKey): readonly PointKey[] {
    let keys = this.#keys.get(key);
    if (keys === undefined) {
      keys = NAMES.map((name) => ({ ...key, path: [...key.path, name] }));
      this.#keys.set(key, keys);
    }
    return keys;
  }
}
