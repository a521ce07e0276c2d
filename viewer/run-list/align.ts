import type { FrameNumber, RunListEntry } from '../../exporters/page/types.js';

/** The rounds that any of the runs has, ascending. */
export function commonRounds(runs: readonly RunListEntry[]): readonly number[] {
  return [...new Set(runs.flatMap(({ curves }) => curves?.round ?? []))].sort((a, b) => a - b);
}

/** A run's values at these rounds; nothing where it has no such round. */
export function valuesByRound(
  { curves }: RunListEntry,
  metric: 'accuracy' | 'loss',
  rounds: readonly number[],
): readonly FrameNumber[] {
  // By number, not by place: runs skip rounds, and begin with 0 or 1.
  const byRound = new Map(curves?.round.map((round, index) => [round, curves[metric][index] ?? null]));
  return rounds.map((round) => byRound.get(round) ?? null);
}
