import { millisOf } from './time.js';
import type { RunState, RunView } from './types.js';

/** Silence after which a run that has not said its end counts as interrupted. */
export const SILENCE_SECONDS = 15 * 60;

/**
 * State of a run at a moment: the journal's, but a running run that has been silent for {@link SILENCE_SECONDS} is
 * `interrupted`. That is soft: any datum undoes it.
 *
 * @param nowMillis epoch milliseconds
 * @param aliveMillis when anything came from the process that started the run, journal or not, if somebody knows:
 *   a round of an hour is not silence
 */
export function runState(view: RunView, nowMillis: number, aliveMillis?: number): RunState {
  if (view.state !== 'running') return view.state;
  const last = Math.max(
    millisOf(view.lastDataAt ?? view.startedAt) ?? nowMillis,
    aliveMillis ?? Number.NEGATIVE_INFINITY,
  );
  return nowMillis - last > SILENCE_SECONDS * 1000 ? 'interrupted' : 'running';
}
