import type { TaskResources } from '../core/task-watch.js';
import type { ClientValues } from '../update/types.js';
import type { ReportLog } from './log-format.js';
import type { ReportNumber } from './report-number.js';

/**
 * Goes from the server to the client inside the message of the app: plain JSON, about 300 bytes. Carries identity only,
 * never data.
 */
export interface Carrier {
  /** W3C trace context of the server's task span, when there is one and privacy does not keep clients out of traces. */
  traceparent?: string;
  /** W3C trace state, when there is any. */
  tracestate?: string;
  /** Run, attempt, round, job, operation and client as one JSON string. */
  fedotel: string;
}

/**
 * Comes back from the client in the app's reply: plain JSON of at most 4,096 bytes, with which the server speaks for a
 * client that cannot reach any telemetry endpoint.
 */
export interface ClientReport {
  /** Version of the format. */
  v: 1;
  /** Epoch seconds at which the task began, by the client's clock. */
  start: number;
  /** Epoch seconds at which the task ended, by the client's clock. */
  end: number;
  /** The client's span. `exported`: the client sends it itself; otherwise the server relays it. */
  span?: { traceparent: string; exported: boolean };
  /** Known fields that `task.set` was given. */
  fields?: Record<string, ReportNumber>;
  /** Free numbers that `task.set` was given. */
  metrics?: Record<string, ReportNumber>;
  /** Free values that `task.set` was given. */
  attributes?: Record<string, unknown>;
  /** What a monitor measured during the task: counters at first, and at last these and means of everything else. */
  resources?: TaskResources;
  /** Entries that were left out to stay within the size. */
  trimmed?: number;
  /** What the task's code logged with a writer (`fedotel/tracking`). */
  log?: ReportLog;
}

/** What a client's code knows about its task. */
export interface ClientTask {
  /** Run id, empty when the carrier was unusable. */
  readonly run: string;
  /** Epoch milliseconds of the run's start, 0 when the carrier was unusable. */
  readonly attempt: number;
  /** Round number, -1 when the carrier was unusable. */
  readonly round: number;
  readonly job: string;
  readonly operation: string;
  /** The id that the server reports this client by; a pseudonym where privacy asks for one. */
  readonly client: string;
  /** Adds values to the report; a later value of one name replaces the earlier. Never throws. */
  set(values: ClientValues): void;
}

/** What `clientTask` resolves to. */
export interface ClientTaskResult<T> {
  /** What the task's function returned. */
  result: T;
  /** To be sent back with the result and given to `clientUpdate`. */
  report: ClientReport;
}
