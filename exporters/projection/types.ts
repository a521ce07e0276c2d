import type { JournalEvent, JsonObject } from '../journal/events.js';
import type { BestRound, RunState } from '../run-model/index.js';

/** How single clients reach a metrics destination (`--per-client`). */
export type PerClientMode = 'auto' | 'keys' | 'runs' | 'bands' | 'off';

/**
 * Name of a number, in parts. Sinks join the parts with separators of their own and escape what their destination
 * refuses. The same name is always the same object, so that a sink can keep what it made of it.
 */
export interface PointKey {
  /**
   * `round`, `comm`, `agg`, `event`: the run's own. `client`, `sys`: one client's, `sys` also the run's
   * own process (resource samples without a client). `clients`: bands over all clients.
   * `scalar`: of the tracking writer, called as the app called it.
   */
  readonly group: 'round' | 'comm' | 'agg' | 'event' | 'client' | 'sys' | 'clients' | 'scalar';
  /** Client id, unescaped; in `client` and `sys`, and in `scalar` when a client logged it. */
  readonly client: string | undefined;
  /** The rest: `['accuracy']`, `['evaluate', 'loss']` (operations other than train), `['algo', 'mu']`, `['loss', 'p10']`. */
  readonly path: readonly string[];
}

/** One number. Never written as anything but a number: NaN and infinities are for the sink to spell. */
export interface ProjectedPoint {
  readonly key: PointKey;
  /** In the unit of the key, which is HiveWatch's (`bytes_sent_mb`: megabytes of 10^6 bytes). */
  readonly value: number | bigint;
}

/** Numbers that belong together: of one journal event, at one step and time. */
export interface RowOutput {
  readonly kind: 'row';
  /**
   * What `step` counts: rounds, the steps of a tracking writer, or a client's resource samples, which are drawn over time.
   */
  readonly axis: 'round' | 'step' | 'sample';
  readonly step: number;
  /** Epoch milliseconds of the event, an integer: frozen, the same in every projection of the journal. */
  readonly timeMillis: number;
  readonly points: readonly ProjectedPoint[];
}

/** A distribution that a tracking writer logged. */
export interface HistogramOutput {
  readonly kind: 'histogram';
  /** Of the group `scalar`. */
  readonly key: PointKey;
  readonly step: number;
  readonly timeMillis: number;
  /** Edges of the bins, strictly rising: one more than `counts`. */
  readonly edges: readonly number[];
  /** Values in each bin; bins are half-open to the right, the last one is closed. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** Sum of the squares of the values. */
  readonly sumOfSquares: number;
  /** Values that were NaN or infinite: they are in no bin. */
  readonly nonfinite: number;
}

/** A text that a tracking writer logged at a step. */
export interface TextOutput {
  readonly kind: 'text';
  /** Of the group `scalar`. */
  readonly key: PointKey;
  readonly step: number;
  readonly timeMillis: number;
  readonly text: string;
}

/** All that is known about the run as a whole; each one replaces the one before. */
export interface DescribeOutput {
  readonly kind: 'describe';
  readonly runId: string;
  readonly attempt: number | undefined;
  readonly job: string | undefined;
  readonly algorithm: string | undefined;
  readonly plannedRounds: number | undefined;
  readonly mode: string | undefined;
  readonly system: string | undefined;
  readonly parentRunId: string | undefined;
  /** Epoch milliseconds of the first attempt's start. */
  readonly startMillis: number | undefined;
  /** As the app gave it, nested. */
  readonly config: JsonObject;
  /** Logged during the run. */
  readonly params: JsonObject;
  readonly tags: JsonObject;
  readonly text: JsonObject;
  readonly server: JsonObject;
}

/** A drop-out or failure of a client: tag or alert. Its number is in a row (`event/client_dropout`). */
export interface IncidentOutput {
  readonly kind: 'incident';
  readonly what: 'client_dropout' | 'comm_failure';
  readonly round: number;
  readonly client: string;
  readonly operation: string;
  readonly reason: string;
  readonly timeMillis: number;
}

/** Where a client is, when the app gave locations; each one replaces the one before. */
export interface LocationOutput {
  readonly kind: 'location';
  readonly client: string;
  readonly round: number | undefined;
  readonly lat: number | undefined;
  readonly lng: number | undefined;
  readonly city: string | undefined;
  readonly country: string | undefined;
}

/** A file that the run registered, checkpoints included. The path is the app's: it may not exist here. */
export interface FileOutput {
  readonly kind: 'file';
  readonly type: string;
  readonly name: string;
  readonly path: string;
  /** The client on whose machine the path is; `undefined` for the server's own. */
  readonly client: string | undefined;
  readonly round: number | undefined;
  readonly metadata: JsonObject;
}

/** The best round by the run's objective has changed. */
export interface BestOutput {
  readonly kind: 'best';
  readonly best: BestRound;
  readonly timeMillis: number;
}

/** The run has ended, or (`running`) goes on after an end: a newer attempt, or work after an interruption. */
export interface StateOutput {
  readonly kind: 'state';
  readonly state: RunState;
  readonly timeMillis: number;
  /** `error.type` of a failed run. */
  readonly error: string | undefined;
  /** All that the sender says it has emitted is here. An end that was not complete is told again when it becomes so. */
  readonly complete: boolean;
}

/** What a journal event means to a destination that knows keys, values and steps. */
export type ProjectionOutput =
  | RowOutput
  | HistogramOutput
  | TextOutput
  | DescribeOutput
  | IncidentOutput
  | LocationOutput
  | FileOutput
  | BestOutput
  | StateOutput;

/**
 * Folds a journal into outputs. What comes out depends on the journal alone, in its order: a sink that was killed folds
 * the journal again from the start, throws away what it has sent already and goes on exactly where it was. Clocks play
 * no part. Memory grows with clients and fields, not with rounds.
 */
export interface Projection {
  /** The mode in force: what `auto` became does not show here, it is the same in every fold. */
  readonly perClient: PerClientMode;
  /** Takes the next event and appends what it means to `into`. Never throws on an event that a journal reader gave. */
  apply(event: JournalEvent, into: ProjectionOutput[]): void;
  /**
   * Tells what is held back for updates that are still expected (bands of rounds that are not whole), when the sink gives
   * up waiting for them: long after a run's end whose counts do not match. What comes later is late. A sink that uses it
   * must remember after which event it did, and do it there again when it folds the journal anew.
   */
  settle(into: ProjectionOutput[]): void;
}
