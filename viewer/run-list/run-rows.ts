import type { RunListEntry } from '../../exporters/page/types.js';
import type { Unlisted } from '../data/source.js';
import { resultField } from '../format/fields.js';
import { countOf } from '../format/plural.js';
import { formatValue } from '../format/units.js';
import { textFilter } from '../table/filtering.js';

/** How far a run has come: `12 of 40`, `12`. */
export function progressText({ rounds, plannedRounds }: RunListEntry): string {
  return plannedRounds === undefined ? String(rounds) : `${rounds} of ${plannedRounds}`;
}

/** The best by the run's objective, and where: `accuracy 90.8 % (round 16)`. */
export function bestText({ best }: RunListEntry): string | undefined {
  if (best === undefined) return undefined;
  // The global model's results are called so by some destinations; the prefix says nothing here.
  const field = resultField(best.metric.replace(/^global_/, ''));
  return `${formatValue(field.base(best.value), field.unit)}`;
}

/** Seconds from the run's start to its end, or to its newest datum. */
export function runSeconds({ startedAt, finishedAt, lastDataAt }: RunListEntry): number | undefined {
  const end = finishedAt ?? lastDataAt;
  return startedAt === undefined || end === undefined ? undefined : Math.max(0, end - startedAt) / 1000;
}

/** The runs that a search finds, the newest first. @param state only runs in this state, `undefined` for all */
export function findRuns(
  runs: readonly RunListEntry[],
  query: string,
  state: RunListEntry['state'] | undefined,
): readonly RunListEntry[] {
  const fits = textFilter(query);
  return runs
    .filter(
      (run) => (state === undefined || run.state === state) && fits([run.runId, run.stem, run.job, run.algorithm]),
    )
    .sort((a, b) => (b.startedAt ?? b.lastDataAt ?? 0) - (a.startedAt ?? a.lastDataAt ?? 0));
}

/** What the list does not have, in words; empty when it has everything. */
export function unlistedText({ pending, more }: Unlisted): string {
  const parts = [
    pending > 0 ? `${countOf(pending, 'run file')} still to be read` : '',
    more > 0 ? `${countOf(more, 'older run')} not listed` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
