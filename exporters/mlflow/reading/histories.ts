import type { RoundResult } from '../../run-model/index.js';
import type { MlflowApi, MlflowMetric } from '../api/index.js';
import { okValue } from './read-error.js';

/** Points of one metric that are read. A run with more rounds is compared by the first of them. */
const MAX_POINTS = 200_000;

/**
 * A metric over the rounds of a run, ascending; none for a metric that the run does not have. Where a round was done
 * again the younger value counts.
 *
 * @throws MlflowReadError
 */
export async function readRounds(api: MlflowApi, runId: string, key: string): Promise<readonly RoundResult[]> {
  const rounds = new Map<number, MlflowMetric>();
  let points = 0;
  let pageToken: string | undefined;
  do {
    const page = okValue(await api.getMetricHistory(runId, key, pageToken === undefined ? {} : { pageToken }));
    for (const point of page.items) {
      const known = rounds.get(point.step);
      if (known === undefined || point.timestamp >= known.timestamp) rounds.set(point.step, point);
    }
    points += page.items.length;
    // Old servers give an empty page with a token for ever.
    pageToken = page.items.length === 0 ? undefined : page.nextPageToken;
  } while (pageToken !== undefined && points < MAX_POINTS);
  return [...rounds.values()].map(({ step, value }) => ({ round: step, value })).sort((a, b) => a.round - b.round);
}
