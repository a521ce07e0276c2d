import type { Warnings } from '../core/warnings.js';
import type { TallyCounts } from './tally.js';

/** Clients of a round. `selected` is always the sum of the other four. */
export interface ClientCounts {
  readonly selected: number;
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  readonly stragglers: number;
}

/** Counts that the app gave. */
export type GivenCounts = { readonly [K in keyof ClientCounts]: number | undefined };

/**
 * Joins what the app says with what the round saw. Parts that the app gives win over the round's own; who was selected
 * and did nothing else is a straggler; and where the app's numbers contradict each other, its parts win over its sum.
 *
 * @param planned `selected` of `startRound`
 * @param seen distinct clients by outcome
 * @param hasStragglers `false` for asynchronous aggregation, where an open task is no delay
 */
export function countClients(
  given: GivenCounts,
  planned: number | undefined,
  seen: TallyCounts,
  hasStragglers: boolean,
  warnings: Warnings,
): ClientCounts {
  const completed = given.completed ?? seen.completed;
  const failed = given.failed ?? seen.failed;
  const dropped = given.dropped ?? seen.dropped;
  const delivered = completed + failed + dropped;
  const expected = given.selected ?? (hasStragglers ? planned : undefined);
  const stragglers =
    given.stragglers ?? Math.max(hasStragglers ? seen.open : 0, expected === undefined ? 0 : expected - delivered);
  const selected = delivered + stragglers;
  if (expected !== undefined && expected !== selected) {
    warnings.warn(
      'FEDOTEL_COUNTS',
      `a round's counts do not add up: selected ${expected}, but ${completed} completed, ${failed} failed, ` +
        `${dropped} dropped and ${stragglers} stragglers make ${selected}, which is recorded`,
    );
  }
  return { selected, completed, failed, dropped, stragglers };
}
