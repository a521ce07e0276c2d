import type { JsonObject } from '../journal/events.js';
import type { RoundView } from '../run-model/index.js';
import { mapClient } from './map-client.js';
import { accuracyEntries, present } from './map-values.js';

/** One entry of `rounds`: HiveWatch's fields, then ours, then the clients. */
export function mapRound(view: RoundView): JsonObject {
  return { ...mapResults(view), clients: view.clients.map((client) => mapClient(client, view.round)) };
}

/** That entry without its clients. */
export function mapResults(view: RoundView): JsonObject {
  return {
    round: view.round,
    ...accuracyEntries('globalAcc', view.globalAccuracy ?? null),
    globalLoss: view.globalLoss ?? null,
    duration: view.durationSeconds ?? null,
    dispersion: view.dispersion ?? null,
    ...present({
      state: view.state,
      attempt: view.attempt,
      started_at: view.startedAt,
      ended_at: view.endedAt,
      train_loss: view.trainLoss,
      num_selected: view.selected,
      num_completed: view.completed,
      num_failures: view.failed,
      num_dropped: view.dropped,
      num_stragglers: view.stragglers,
      num_late: view.lateUpdates,
      num_samples: view.samples,
      total_bytes_up: view.bytesUp,
      total_bytes_down: view.bytesDown,
      aggregation_time_sec: view.aggregationSeconds,
      privacy_epsilon: view.privacyEpsilon,
      privacy_delta: view.privacyDelta,
      metrics: Object.keys(view.metrics).length === 0 ? undefined : view.metrics,
      algorithm_metadata: view.algorithmMetadata,
      error: view.error,
      waiting_for: view.waitingFor.length === 0 ? undefined : view.waitingFor.map(waitingClient),
    }),
  };
}

function waitingClient({ clientId, operation, since }: RoundView['waitingFor'][number]): JsonObject {
  return { client_id: clientId, operation, since };
}
