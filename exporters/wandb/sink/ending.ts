import type { RunEnding } from '../content/index.js';
import type { RunTracker } from './run-tracker.js';

/** Silence after which a run that has not said its end counts as crashed, when the export or the bridge ends. */
const SILENCE_MILLIS = 15 * 60 * 1000;

/** Exit codes as W&B's client has them. */
const EXIT_CODES = { finished: 0, failed: 1, interrupted: 255 } as const;

/**
 * How a run has ended by its journal; `undefined` while it goes on.
 *
 * @param closing nobody will look at the run again for now
 */
export function endingOf({ state, lastMillis }: RunTracker, closing: boolean): RunEnding | undefined {
  if (state !== undefined && state.state !== 'running') {
    return { exitCode: EXIT_CODES[state.state], complete: state.complete, timeMillis: state.timeMillis };
  }
  const silent = closing && lastMillis !== undefined && Date.now() - lastMillis > SILENCE_MILLIS;
  return silent ? { exitCode: EXIT_CODES.interrupted, complete: false, timeMillis: lastMillis } : undefined;
}
