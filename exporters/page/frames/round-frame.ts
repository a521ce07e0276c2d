import { detailsOf, explainSteps, millisOf, type RoundView } from '../../run-model/index.js';
import { flatMapSteps, type Steps } from '../../steps/index.js';
import type { FrameNumber, RoundFrame } from '../types.js';
import { clientColumns } from './client-columns.js';
import { roundEvents } from './event-entries.js';
import { explanationFrame } from './explanation-frame.js';
import { frameOf, type RoundParts } from './round-parts.js';
import { taskFrames } from './task-frames.js';
import { frameNumber, plainObject, present } from './values.js';

/**
 * One round as a frame.
 *
 * @param indexOf index of a client in the run's list
 * @param rounds the run's rounds: those with lower numbers are what the explanation compares it with
 */
export function* roundFrame(
  view: RoundView,
  indexOf: (id: string) => number,
  rounds: readonly RoundView[] = [],
): Steps<RoundFrame> {
  const explanation = yield* explainSteps(view, rounds);
  const { shifted } = explanation;
  const { tasks } = yield* detailsOf(view);
  const { places } = yield* taskFrames(tasks, indexOf, shifted);
  const { round, attempt, state, selected, completed, failed, dropped, stragglers, pending, error } = view;
  const results = present<RoundParts['results']>({
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
    waitingFor: yield* flatMapSteps(view.waitingFor, ({ clientId, operation, since }) => {
      const millis = millisOf(since);
      return millis === undefined ? [] : [{ client: indexOf(clientId), operation, since: millis }];
    }),
    lateUpdates: view.lateUpdates,
    explanation: explanationFrame(explanation, indexOf, places),
  });
  return frameOf({
    results,
    details: () => detailsOf(view),
    clients: ({ clients }) => clientColumns(clients, indexOf),
    tasks: function* (details) {
      return (yield* taskFrames(details.tasks, indexOf, shifted)).frames;
    },
    events: ({ clients }) => roundEvents(view, clients, indexOf),
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
