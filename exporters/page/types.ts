/**
 * What the page is given: a run as frames. A frame is complete in itself and replaces the one before with the same
 * place, so that whoever missed some needs only the newest of each. Times are epoch milliseconds (fractions allowed) by the
 * senders' clocks; durations seconds, sizes bytes, ratios 0 to 1. Fields that nobody gave are absent.
 */
import type { JsonObject } from '../journal/events.js';
import type {
  BestRound,
  ClientOutcome,
  ExplanationBasis,
  Objective,
  RoundCounts,
  RoundState,
  RunState,
  SegmentKind,
} from '../run-model/index.js';

/** A number as JSON can hold it. */
export type FrameNumber = number | 'NaN' | 'Infinity' | '-Infinity' | null;

/** A line in the list of runs. */
export interface RunListEntry {
  /** Name of the run's files without ending; the run's address in the page. */
  readonly stem: string;
  readonly runId: string;
  readonly job?: string;
  readonly algorithm?: string;
  readonly state: RunState;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly lastDataAt?: number;
  readonly rounds: number;
  readonly plannedRounds?: number;
  readonly objective?: Objective;
  readonly best?: BestRound;
  readonly clients: number;
  /** By round, for the curves of several runs together: one entry a round in each column. */
  readonly curves?: {
    readonly round: readonly number[];
    readonly accuracy: readonly FrameNumber[];
    readonly loss: readonly FrameNumber[];
  };
}

/** Everything about a run that is in no round. */
export interface RunFrame extends Omit<RunListEntry, 'curves'> {
  readonly attempt?: number;
  readonly mode?: string;
  readonly system?: string;
  readonly parentRunId?: string;
  readonly error?: string;
  readonly config: JsonObject;
  readonly params: JsonObject;
  readonly tags: JsonObject;
  readonly text: JsonObject;
  /** Facts about the server; `lat`, `lng`, `city`, `country` when its place is known. */
  readonly server: JsonObject;
  readonly artifacts: readonly { readonly name: string; readonly path: string; readonly type?: string }[];
  /** What was measured of the process that started the run, over the whole run. */
  readonly usage?: { readonly [field in UsageField]?: FrameNumber };
  /** What happened outside of any round. */
  readonly events: readonly EventEntry[];
}

/** One client of the run. Frames name clients by their index in the run's list. */
export interface ClientEntry {
  readonly id: string;
  readonly name?: string;
  readonly lat?: number;
  readonly lng?: number;
  readonly city?: string;
  readonly country?: string;
  /** Where the place comes from: said by the app, the centre of its country, or looked up in the operator's file. */
  readonly place?: 'app' | 'country' | 'lookup';
}

/** New and changed clients, by index from `from` on. */
export interface ClientsFrame {
  readonly from: number;
  readonly clients: readonly ClientEntry[];
}

/** One thing that happened, for the event log. */
export interface EventEntry {
  readonly time?: number;
  readonly kind:
    | 'dropout'
    | 'failure'
    | 'checkpoint'
    | 'evaluation'
    | 'late_update'
    | 'round_failed'
    | 'artifact'
    | 'note';
  /** Index of the client. */
  readonly client?: number;
  /** One plain sentence or reason; never markup. */
  readonly text: string;
}

/**
 * What a resource monitor measured, summed up: processors in use by the program (`cores`), shares of all processors, of
 * GPUs, of memory (0 to 1), bytes, seconds from the first sample to the last, watts, joules. `memory_bytes`,
 * `gpu_memory`, `host_memory` are peaks, the other shares and watts means, bytes and joules totals. `host_…`, traffic,
 * watts and joules are of the whole host, whatever program runs on it.
 */
export type UsageField =
  | 'cores'
  | 'cpu'
  | 'memory_bytes'
  | 'gpu'
  | 'gpu_memory'
  | 'host_cpu'
  | 'host_memory'
  | 'received_bytes'
  | 'sent_bytes'
  | 'watts'
  | 'joules'
  | 'measured_seconds';

/** Columns of what was measured of some clients; what nobody measured has no column. */
export type UsageColumns = { readonly [field in UsageField]?: readonly FrameNumber[] };

/** The clients of a round as columns: entry `i` of every column is the same client. */
export interface ClientColumns {
  /** Indices into the run's list of clients. */
  readonly client: readonly number[];
  readonly outcome: readonly (ClientOutcome | null)[];
  readonly status: readonly (string | null)[];
  /** Time of the client's last training update. */
  readonly time: readonly FrameNumber[];
  /** Reason of drop-out or failure. */
  readonly reason: readonly (string | null)[];
  readonly late: readonly boolean[];
  /** Training values under the journal's names (`local_loss`, `cpu_pct`), free ones included. */
  readonly numbers: { readonly [field: string]: readonly FrameNumber[] };
  readonly texts: { readonly [field: string]: readonly (string | null)[] };
  /** Numbers of other operations, by operation. */
  readonly operations: { readonly [operation: string]: { readonly [field: string]: readonly FrameNumber[] } };
  /** What the clients' resource monitors measured during the round; absent when none did. */
  readonly usage?: UsageColumns;
}

/** One bar of a round's timeline. */
export interface TaskFrame {
  readonly kind: 'round' | 'task' | 'aggregation' | 'evaluation';
  readonly side?: 'server' | 'client';
  readonly client?: number;
  readonly operation?: string;
  readonly start: number;
  readonly end?: number;
  /** From a span; otherwise worked out from the events around it. */
  readonly measured: boolean;
  readonly error?: string;
  /** Milliseconds by which a client's span was moved to lie within the server's task, when the clocks disagree. */
  readonly shifted?: number;
  readonly traceId?: string;
}

/** Why a round took as long as it did; the words are those of `fedotel runs explain`. */
export interface ExplanationFrame {
  /** Plain sentences, most important first. */
  readonly sentences: readonly string[];
  /** Indices of `tasks` on the critical path, in order of time. */
  readonly criticalPath: readonly number[];
  /** The same in pieces that fill the round from its start to its end; empty when its times are unknown. */
  readonly path: readonly PathPiece[];
  /** Whether spans told all this, or only events did. */
  readonly basis: ExplanationBasis;
  /** Index of the client whose answer, or silence, the round waited for longest. */
  readonly heldUpBy?: number;
}

/** A piece of the critical path: what the round's time went into. */
export interface PathPiece {
  readonly kind: SegmentKind;
  /** Whose piece it is, for what a client did. */
  readonly client?: number;
  readonly start: number;
  readonly end: number;
  /** Index into `tasks` of the bar that it is (part of). */
  readonly task?: number;
  /** From spans; otherwise worked out from events. */
  readonly measured: boolean;
  /** While waiting: for whom; the first hundred. */
  readonly waitedFor?: readonly number[];
}

/** One round. */
export interface RoundFrame extends RoundCounts {
  readonly round: number;
  readonly attempt?: number;
  readonly state: RoundState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Results by name: `accuracy`, `loss`, `train_loss`, `duration_sec`, `bytes_up`, `bytes_down`, `dispersion`, `samples`,
   * `aggregation_sec`, `epsilon`, `delta`, and free metrics as they are called. */
  readonly results: { readonly [name: string]: FrameNumber };
  readonly algorithm: JsonObject;
  readonly error?: string;
  readonly clients: ClientColumns;
  readonly tasks: readonly TaskFrame[];
  readonly events: readonly EventEntry[];
  /** Whom a running round waits for: client index and since when, longest first. */
  readonly waitingFor: readonly { readonly client: number; readonly operation: string; readonly since: number }[];
  readonly lateUpdates: number;
  readonly explanation?: ExplanationFrame;
}

/** The numbers that were logged under one name, as columns in order of steps. */
export interface NumberSeries {
  readonly name: string;
  /** Index of the client; absent for the server's own. */
  readonly client?: number;
  /** Where there are many steps, of neighbours the newest. */
  readonly steps: readonly number[];
  readonly times: readonly FrameNumber[];
  readonly values: readonly FrameNumber[];
}

/** The histograms that were logged under one name: their quantiles as columns in order of steps, and the newest one. */
export interface HistogramSeries {
  readonly name: string;
  readonly client?: number;
  readonly steps: readonly number[];
  readonly times: readonly FrameNumber[];
  readonly min: readonly number[];
  readonly p10: readonly number[];
  readonly median: readonly number[];
  readonly p90: readonly number[];
  readonly max: readonly number[];
  /** Of the newest: rising, one more than `counts`. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** A text that was logged at a step; never markup. */
export interface TextEntry {
  readonly name: string;
  readonly client?: number;
  readonly step: number;
  readonly time?: number;
  readonly text: string;
  /** The text is longer than this. */
  readonly cut?: true;
}

/** What was logged by step and not by round, and measured while no round was known. Bounded, however long the run is. */
export interface LoggedFrame {
  readonly numbers: readonly NumberSeries[];
  readonly histograms: readonly HistogramSeries[];
  readonly texts: readonly TextEntry[];
  /** Series of numbers that are not among them: there are too many. */
  readonly left: number;
  /** Of clients, by index; entry `i` of every column is the same client. */
  readonly usage?: { readonly client: readonly number[]; readonly columns: UsageColumns };
}

/** A whole run, as `api/runs/<stem>` gives it and as the single file carries it. */
export interface RunDocument {
  readonly format: 1;
  /** Place in the journal that this is the state of: to go on with live frames from here. */
  readonly sequence: number;
  readonly run: RunFrame;
  readonly clients: readonly ClientEntry[];
  readonly rounds: readonly RoundFrame[];
  /** Absent in documents of earlier versions. */
  readonly logged?: LoggedFrame;
}

/**
 * One live message; server-sent events carry the kind as event name, the frame as data and the sequence as id. `reset`:
 * what the page has cannot be patched (the journal was replaced, rounds of another job are gone): load the document
 * again and go on from there.
 */
export type LiveMessage =
  | { readonly kind: 'reset'; readonly frame: { readonly reason: string } }
  | { readonly kind: 'run'; readonly frame: RunFrame }
  | { readonly kind: 'clients'; readonly frame: ClientsFrame }
  | { readonly kind: 'round'; readonly frame: RoundFrame }
  | { readonly kind: 'logged'; readonly frame: LoggedFrame };
