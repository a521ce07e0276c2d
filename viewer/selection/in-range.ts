import type { RoundRange } from './selection.js';

/** The rounds of a range; all without one. The same list again when nothing falls out. */
export function inRange<Frame extends { readonly round: number }>(
  rounds: readonly Frame[],
  range: RoundRange | undefined,
): readonly Frame[] {
  if (range === undefined) return rounds;
  const found = rounds.filter(({ round }) => round >= range.first && round <= range.last);
  // Whoever compares lists by identity works nothing out again.
  return found.length === rounds.length ? rounds : found;
}
