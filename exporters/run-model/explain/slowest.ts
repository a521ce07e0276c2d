import type { RoundView } from '../round-types.js';
import { median } from './compare.js';
import { explainRound } from './explain-round.js';
import type { SlowRound } from './types.js';

/**
 * The rounds that took longest, longest first, each with its most important reason.
 *
 * @param most how many
 * @param nowMillis epoch milliseconds that running rounds last until
 */
export function slowestRounds(rounds: readonly RoundView[], most: number, nowMillis?: number): SlowRound[] {
  const timed = rounds
    .map((round) => ({ round, seconds: secondsOf(round, nowMillis) }))
    .flatMap(({ round, seconds }) => (seconds === undefined ? [] : [{ round, seconds }]));
  return [...timed]
    .sort((a, b) => b.seconds - a.seconds || a.round.round - b.round.round)
    .slice(0, most)
    .map(({ round, seconds }) => {
      const usual = median(timed.filter((other) => other.round !== round).map((other) => other.seconds));
      const { sentences } = explainRound(round, rounds, nowMillis);
      return {
        round: round.round,
        state: round.state,
        seconds,
        ratio: usual === undefined || !(usual > 0) ? undefined : seconds / usual,
        reason: sentences[1] ?? sentences[0] ?? '',
      };
    });
}

function secondsOf(round: RoundView, nowMillis: number | undefined): number | undefined {
  if (round.durationSeconds !== undefined || round.state !== 'running') return round.durationSeconds;
  return explainRound(round, [], nowMillis).durationSeconds;
}
