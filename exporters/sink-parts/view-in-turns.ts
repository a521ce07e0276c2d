import { setImmediate } from 'node:timers/promises';
import type { RoundView, RunModel, RunView } from '../run-model/index.js';

/** Work at one stretch, in milliseconds; what is done with one round is not divided. */
const STRETCH_MILLIS = 10;

/**
 * The run as known now, built a round at a time: a long run takes seconds, in which others have their turns. What is applied
 * meanwhile is in the view too.
 *
 * @param see are shown each round of the run, one after the other, while its single clients are at hand, with the rounds
 *   before it and itself
 */
export async function viewInTurns(
  model: RunModel,
  ...see: readonly ((round: RoundView, upToIt: readonly RoundView[]) => void)[]
): Promise<RunView> {
  const rounds: RoundView[] = [];
  let begin = performance.now();
  for (const round of model.rounds()) {
    rounds.push(round);
    for (const step of [() => undefined, ...see]) {
      step(round, rounds);
      if (performance.now() - begin < STRETCH_MILLIS) continue;
      await setImmediate();
      begin = performance.now();
    }
  }
  return model.view();
}
