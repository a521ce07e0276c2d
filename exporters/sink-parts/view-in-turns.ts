import { setImmediate } from 'node:timers/promises';
import type { RoundView, RunModel, RunView } from '../run-model/index.js';

/** Work at one stretch, in milliseconds; a round is not divided. */
const STRETCH_MILLIS = 10;

/**
 * The run as known now, built a round at a time: a long run takes seconds, in which others have their turns. What is applied
 * meanwhile is in the view too.
 *
 * @param see is shown each round of the run while its single clients are at hand, with the rounds before it and itself
 */
export async function viewInTurns(
  model: RunModel,
  see: (round: RoundView, upToIt: readonly RoundView[]) => void = () => undefined,
): Promise<RunView> {
  const rounds: RoundView[] = [];
  let begin = performance.now();
  for (const round of model.rounds()) {
    rounds.push(round);
    see(round, rounds);
    if (performance.now() - begin < STRETCH_MILLIS) continue;
    await setImmediate();
    begin = performance.now();
  }
  return model.view();
}
