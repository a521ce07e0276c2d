import type { RoundFrame } from '../../exporters/page/types.js';
import type { RoundState, SegmentKind } from '../../exporters/run-model/index.js';

/** One round in the strip. */
export interface StripBar {
  readonly round: number;
  /** Said of the chosen bar in words. */
  readonly state: RoundState;
  /** Length of the bar: how long the round took, or has taken. */
  readonly seconds: number;
  /** What its time went into, stacked from 0; seconds. */
  readonly parts: readonly { readonly kind: SegmentKind; readonly from: number; readonly to: number }[];
}

/** More rounds than this get whole bars: their parts would be too thin to be told apart. */
const MOST_DIVIDED = 300;

/** The rounds as bars. A round of unknown duration has one of no height, so that it can be chosen. */
export function stripOf(rounds: readonly RoundFrame[], now: number): StripBar[] {
  return rounds.map((round) => {
    const seconds = secondsOf(round, now);
    const path = round.explanation?.path ?? [];
    if (path.length === 0 || rounds.length > MOST_DIVIDED) {
      return { round: round.round, state: round.state, seconds, parts: [{ kind: 'client', from: 0, to: seconds }] };
    }
    const sums = new Map<SegmentKind, number>();
    for (const { kind, start, end } of path) sums.set(kind, (sums.get(kind) ?? 0) + (end - start) / 1000);
    let sum = 0;
    const parts = [...sums].map(([kind, length]) => {
      const from = sum;
      sum += length;
      return { kind, from, to: sum };
    });
    return { round: round.round, state: round.state, seconds: Math.max(seconds, sum), parts };
  });
}

/** How long a round took, or has taken until now; 0 when nobody knows. */
export function secondsOf({ results, startedAt, endedAt, state }: RoundFrame, now: number): number {
  const said = results.duration_sec;
  if (typeof said === 'number' && said >= 0) return said;
  const end = endedAt ?? (state === 'running' ? now : undefined);
  return startedAt === undefined || end === undefined ? 0 : Math.max(0, (end - startedAt) / 1000);
}
