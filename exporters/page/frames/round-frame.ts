import { explainRound, millisOf, type RoundView } from '../../run-model/index.js';
import type { FrameNumber, RoundFrame } from '../types.js';
import { clientColumns } from './client-columns.js';
import { roundEvents } from './event-entries.js';
import { explanationFrame } from './explanation-frame.js';
import { taskFrames } from './task-frames.js';
import { frameNumber, plainObject, present } from './values.js';

/**
 * One round as a frame.
 *
 * @param indexOf index of a client in the run's list
 * @param rounds the run's rounds: those with lower numbers are what the explanation compares it with
 */
export function roundFrame(
  view: RoundView,
  indexOf: (id: string) => number,
  rounds: readonly RoundView[] = [],
): RoundFrame {
  const explanation = explainRound(view, rounds);
  const tasks = taskFrames(view.tasks, indexOf, explanation.shifted);
  const { round, attempt, state, selected, completed, failed, dropped, stragglers, pending, error } = view;
  return present<RoundFrame>({
    round,
    attempt,
    state,
    selected,
    completed,
    failed,
    dropped,
    stragglers,
    pending,
    startedAt: millisOf(view.startedAt),
    endedAt: millisOf(view.endedAt),
    results: resultsOf(view),
    algorithm: plainObject(view.algorithmMetadata),
    error,
    clients: clientColumns(view.clients, indexOf),
    tasks: tasks.frames,
    events: roundEvents(view, indexOf),
    waitingFor: view.waitingFor.flatMap(({ clientId, operation, since }) => {
      const millis = millisOf(since);
      return millis === undefined ? [] : [{ client: indexOf(clientId), operation, since: millis }];
    }),
    lateUpdates: view.lateUpdates,
    explanation: explanationFrame(explanation, indexOf, tasks.places),
  });
}

/** A round's results by name; a free metric that is called like one of ours gives way to it. */
function resultsOf(view: RoundView): RoundFrame['results'] {
  const own = {
    accuracy: view.globalAccuracy,
    loss: view.globalLoss,
    train_loss: view.trainLoss,
    duration_sec: view.durationSeconds,
    bytes_up: view.bytesUp,
    bytes_down: view.bytesDown,
    dispersion: view.dispersion,
    samples: view.samples,
    aggregation_sec: view.aggregationSeconds,
    epsilon: view.privacyEpsilon,
    delta: view.privacyDelta,
  };
  const results = [...Object.entries(view.metrics), ...Object.entries(own)].flatMap(
    ([name, value]): [string, FrameNumber][] => {
      const number = frameNumber(value);
      return number === undefined ? [] : [[name, number]];
    },
  );
  return Object.fromEntries(results);
}
