import type { MetricName } from './metric-names.js';

/** One number on its way to MLflow. */
export interface RunPoint {
  readonly name: MetricName;
  readonly step: number;
  /** Epoch milliseconds. */
  readonly timeMillis: number;
  readonly value: number;
}

/** What one request carries: points of one run. */
export interface PointBatch {
  /** Client whose child run it is for; `undefined`: the run itself. */
  readonly child: string | undefined;
  readonly points: readonly RunPoint[];
}

/** MLflow takes so many metrics in a request. */
export const MAX_BATCH_POINTS = 1000;

/**
 * Cuts points into requests of few distinct keys each, because those are what a request costs MLflow
 * (`mlflow.serverMillisOfKeys` of `npm run bench`). The same points give the same requests. Within a request the latest
 * points come first: MLflow keeps the latest of each key, and writes it anew for each point that is later than the one before.
 *
 * @param nanApart every NaN is sent alone, for servers that lose a batch with one
 */
export function cutBatches(points: readonly RunPoint[], nanApart: boolean): readonly PointBatch[] {
  const children = new Map<string | undefined, Map<string, RunPoint[]>>();
  const alone: PointBatch[] = [];
  for (const point of points) {
    const { child, key } = point.name;
    if (nanApart && Number.isNaN(point.value)) {
      alone.push({ child, points: [point] });
      continue;
    }
    const keys = children.get(child) ?? new Map<string, RunPoint[]>();
    children.set(child, keys);
    const group = keys.get(key);
    if (group === undefined) keys.set(key, [point]);
    else group.push(point);
  }
  const batches: PointBatch[] = [];
  for (const [child, keys] of children) {
    const ordered = [...keys.values()].flat();
    for (let from = 0; from < ordered.length; from += MAX_BATCH_POINTS) {
      batches.push({ child, points: ordered.slice(from, from + MAX_BATCH_POINTS).reverse() });
    }
  }
  return [...batches, ...alone];
}
