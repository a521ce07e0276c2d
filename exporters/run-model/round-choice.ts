import type { Steps } from '../steps/index.js';
import { compareText } from './order.js';
import { RoundFacts } from './round-facts.js';
import { NO_ATTEMPT, type RunFacts } from './run-facts.js';
import { keyOfMillis } from './time.js';

/** The facts about one round number, by attempt ({@link NO_ATTEMPT} for events that name none). */
export type RoundBuckets = ReadonlyMap<number, RoundFacts>;

/** Which facts a round is shown from. */
export interface RoundChoice {
  readonly facts: RoundFacts;
  readonly attempt: number | undefined;
  /** A newer attempt than that of the facts has begun. */
  readonly outdated: boolean;
}

/** Sortable start times of all attempts, oldest first: `fl.run.attempt`, and every `init` of logs without attempts. */
export function epochsOf(run: RunFacts): string[] {
  const keys = new Set(run.bareStarts.keys());
  for (const attempt of run.attempts.keys()) keys.add(keyOfMillis(attempt));
  return [...keys].sort(compareText);
}

/**
 * Chooses the facts of a round: the newest attempt that has the round replaces the older ones. Events that name no
 * attempt (of a foreign log, or of a client that exports an ordinary gauge of its own) belong to the attempt that was
 * the newest at their time. In a run with one attempt they belong to that, whatever their clock says.
 */
export function* chooseRound(buckets: RoundBuckets, epochs: readonly string[]): Steps<RoundChoice> {
  const newest = Math.max(...buckets.keys());
  const bare = buckets.get(NO_ATTEMPT);
  const named = newest === NO_ATTEMPT ? undefined : buckets.get(newest);
  const namedKey = named === undefined ? '' : keyOfMillis(newest);
  const latestEpoch = epochs.at(-1) ?? '';
  if (bare === undefined) {
    return { facts: named ?? new RoundFacts(), attempt: newest, outdated: namedKey < latestEpoch };
  }
  const bareEpoch = epochAt(epochs, bare.boundaryKey === '' ? bare.lastKey : bare.boundaryKey);
  const chosen = named === undefined || bareEpoch > namedKey ? bareEpoch : namedKey;
  const since = chosen === epochs[0] ? '' : chosen;
  const outdated = chosen < latestEpoch;
  const keepsNamed = named !== undefined && chosen === namedKey;
  const attempt = keepsNamed ? newest : undefined;
  if (!keepsNamed && since === '') return { facts: bare, attempt, outdated };
  const facts = new RoundFacts();
  if (keepsNamed) yield* facts.include(named, '');
  yield* facts.include(bare, since);
  return { facts, attempt, outdated };
}

/** Start of the attempt that was the newest at a time; of the first one for what is older or has no time. */
function epochAt(epochs: readonly string[], key: string): string {
  let found = epochs[0] ?? '';
  for (const epoch of epochs) if (epoch <= key) found = epoch;
  return found;
}
