import type { ClientReport } from '../client/types.js';

/** A client's state with its update, as HiveWatch names them. */
export type ClientState = 'active' | 'idle' | 'dropped' | 'failed';

/** What became of an update. `late` is set by the library when the round had ended. */
export type UpdateResult = 'accepted' | 'rejected' | 'stale' | 'late';

/** Where a client is. Recorded only when given, and coarsened by default; see `PrivacyOptions.location`. */
export interface ClientLocation {
  /** Degrees north, -90 to 90. */
  lat: number;
  /** Degrees east, -180 to 180. */
  lng: number;
  city?: string | undefined;
  /** ISO 3166-1 alpha-2 code. */
  country?: string | undefined;
}

/** Measured values of one client. Each known field is one metric of the contract; see docs/conventions. */
export interface ClientValues {
  /** Loss on the client's data. Refused under secure aggregation. */
  loss?: number | undefined;
  /** Accuracy 0..1 on the client's data. Refused under secure aggregation. */
  accuracy?: number | undefined;
  /** Examples that the update was computed on. */
  samples?: number | undefined;
  /** L2 norm of the client's update. Refused under secure aggregation. */
  gradientNorm?: number | undefined;
  /** Mean absolute value of the entries of the client's update. Refused under secure aggregation. */
  gradientMagnitude?: number | undefined;
  /** Share 0..1 of zeros in the update. */
  sparsity?: number | undefined;
  /** Size of the update as sent divided by its size before compression. */
  compressionRatio?: number | undefined;
  /** Bytes that the client sent in the task. */
  bytesSent?: number | undefined;
  /** Bytes that the client received in the task. */
  bytesReceived?: number | undefined;
  /** Round trip between client and server in seconds. */
  networkLatency?: number | undefined;
  /** Seconds of local training. */
  trainDuration?: number | undefined;
  /** Rounds between the model that the client started from and the one it was applied to. */
  staleness?: number | undefined;
  /** Share 0..1 of all processors that the client's process used. */
  cpuUtilization?: number | undefined;
  /** Bytes. */
  memoryUsage?: number | undefined;
  /** Ratio 0..1. */
  gpuUtilization?: number | undefined;
  /** Bytes. */
  gpuMemoryUsage?: number | undefined;
  /** Joules. */
  energy?: number | undefined;
  /** Free numbers by name. */
  metrics?: Readonly<Record<string, number>> | undefined;
  /** Free JSON values by name. */
  attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** One client's update within a known round. */
export interface RoundUpdate extends ClientValues {
  /** Client id: not empty, at most 512 characters. */
  client: string;
  /** `train` (default), `evaluate` or a name of your own; only `train` counts as participation. */
  operation?: string | undefined;
  /** Display name. */
  name?: string | undefined;
  /** Default `active`. */
  state?: ClientState | undefined;
  /** Default `accepted`, or `late` for a training update when the round has ended. */
  result?: UpdateResult | undefined;
  /** Round whose model the client started from. */
  baseRound?: number | undefined;
  location?: ClientLocation | undefined;
  /** What `clientTask` returned in the client's process. Values given here win over the report's. */
  report?: ClientReport | undefined;
  /** Epoch milliseconds; the present by default. Times of one client that do not increase are moved by a nanosecond. */
  time?: number | undefined;
}

/** One client's update. */
export interface ClientUpdate extends RoundUpdate {
  /** Round number, an integer from 0. */
  round: number;
}
