import type { JsonObject, JsonValue } from '../journal/events.js';
import type { CheckpointView, ClientMishap, ClientView, EvaluationView } from './types.js';

/** State of a round. `unfinished`: the run is over, or a newer attempt has begun, and the round never ended. */
export type RoundState = 'running' | 'completed' | 'failed' | 'unfinished';

/**
 * Distinct clients of a round by outcome. `selected = completed + failed + dropped + stragglers + pending`, always;
 * `pending` is 0 once the round is over.
 */
export interface RoundCounts {
  readonly selected: number;
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  readonly stragglers: number;
  /** Selected clients from which the running round has nothing that counts yet. */
  readonly pending: number;
}

/** A client that a running round still waits for. */
export interface WaitingClient {
  readonly clientId: string;
  readonly operation: string;
  /** When it was given the task; ISO 8601 as the log has it. */
  readonly since: string;
}

/** One bar of a round's timeline. */
export interface TaskView {
  readonly kind: 'round' | 'task' | 'aggregation' | 'evaluation';
  /** `client`: measured in the client's process. */
  readonly side: 'server' | 'client' | undefined;
  readonly clientId: string | undefined;
  readonly operation: string | undefined;
  readonly start: string;
  /** `undefined` while it runs, or when nobody has said that it ended. */
  readonly end: string | undefined;
  /** From a span. Otherwise from the events around it: given out, then answered or dropped. */
  readonly measured: boolean;
  readonly error: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly parentSpanId: string | undefined;
}

/** One round. Values that nobody gave are `undefined`; NaN and infinities are kept as numbers. */
export interface RoundView extends RoundCounts {
  readonly round: number;
  /** Attempt that these data are of; `undefined` in logs without attempts. */
  readonly attempt: number | undefined;
  readonly state: RoundState;
  /** ISO 8601 as the log has it; worked out from end and duration where nobody said it. */
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly durationSeconds: number | undefined;
  /** Ratio 0 to 1; `null`: the round ended and its accuracy was not evaluated. */
  readonly globalAccuracy: number | null | undefined;
  /** Loss of the evaluation. */
  readonly globalLoss: number | null | undefined;
  readonly trainLoss: number | undefined;
  /** Sample standard deviation of the clients' gradient norms. */
  readonly dispersion: number | null | undefined;
  /** Bytes from clients to server and back: as the round's end says, else the sum over updates that came in time. */
  readonly bytesUp: number | undefined;
  readonly bytesDown: number | undefined;
  /** Training samples: as the round's end says, else the sum over completed clients. */
  readonly samples: number | undefined;
  readonly aggregationSeconds: number | undefined;
  readonly privacyEpsilon: number | undefined;
  readonly privacyDelta: number | undefined;
  /** Free numbers of the round. */
  readonly metrics: JsonObject;
  /** Free values of the aggregation algorithm. */
  readonly algorithmMetadata: { readonly [key: string]: JsonValue } | undefined;
  /** `error.type` of a failed round. */
  readonly error: string | undefined;
  /** In order of first sight: by the earliest time stamp about them, then by id. */
  readonly clients: readonly ClientView[];
  /** Number of training updates that came after the round's end. */
  readonly lateUpdates: number;
  /** Whom the round waits for, longest first; empty once the round is over. */
  readonly waitingFor: readonly WaitingClient[];
  /** By start, then span id. */
  readonly tasks: readonly TaskView[];
  readonly checkpoints: readonly CheckpointView[];
  readonly evaluations: readonly EvaluationView[];
  readonly dropouts: readonly ClientMishap[];
  readonly commFailures: readonly ClientMishap[];
}
