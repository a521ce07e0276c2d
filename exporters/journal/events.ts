/**
 * The lines of a journal (`runs/<run_id>.jsonl`): HiveWatch's event log plus events of our own. Field names are
 * HiveWatch 0.3's where it has one. In memory non-finite numbers are numbers; the codec writes them as the strings
 * `"NaN"`, `"Infinity"`, `"-Infinity"` (accuracies as `null` with the text in `<field>_text`, because HiveWatch's page
 * calls `toFixed` on them). Integers beyond 2^53 are `bigint`.
 */
export type JsonValue = string | number | bigint | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object; own keys only, of any spelling. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** What every line has. */
interface EventBase {
  readonly run_id: string;
  /** Epoch milliseconds of the `startRun` that this belongs to; absent in foreign logs and when a sender has none. */
  readonly attempt?: number;
  /** ISO 8601 in UTC with 3, 6 or 9 digits of a second; with 9 it is exact and part of the event's identity. */
  readonly timestamp?: string;
}

/** What is known about a run as a whole; the same fields in `init` and `run_update`. */
export interface RunFields {
  readonly job?: string;
  readonly algorithm?: string;
  readonly config?: JsonObject;
  readonly planned_rounds?: number;
  readonly started_at?: string;
  readonly aggregation_mode?: string;
  readonly objective?: { readonly metric: string; readonly goal: 'max' | 'min' };
  readonly parent_run_id?: string;
  /** Name of the FL framework (`fl.system.name`). */
  readonly system?: string;
  /** `service.instance.id` of the process that started the run: its telemetry keeps the run alive. */
  readonly instance?: string;
}

/** First line of a journal. Provisional when data came before the run's start; a `run_update` then completes it. */
export interface InitEvent extends EventBase, RunFields {
  readonly event_type: 'init';
  /** Format of the journal. Readers refuse a newer major. Absent in HiveWatch's own logs. */
  readonly format?: number;
  readonly provisional?: boolean;
}

/** Later knowledge about the run: completes a provisional `init`, or starts a new attempt. */
export interface RunUpdateEvent extends EventBase, RunFields {
  readonly event_type: 'run_update';
  /** Params, tags and texts logged during the run (free keys). */
  readonly params?: JsonObject;
  readonly tags?: JsonObject;
  readonly text?: JsonObject;
  /** The client whose params or tags these are; absent for the run's own. */
  readonly client_id?: string;
}

export interface RoundStartEvent extends EventBase {
  readonly event_type: 'round_start';
  readonly round: number;
  readonly num_selected?: number;
}

/** One client in an update, drop-out or round end: HiveWatch's `ClientUpdate` plus free keys. */
export interface ClientRecord {
  readonly client_id: string;
  readonly client_name?: string;
  readonly round?: number | null;
  /** HiveWatch: active, idle, dropped, failed. */
  readonly status?: string;
  readonly [field: string]: JsonValue | undefined;
}

/** One client's update, or a part of it when the sender's batches split it. `clients` has exactly one entry. */
export interface ClientUpdateEvent extends EventBase {
  readonly event_type: 'client_update';
  /** Absent or null only in foreign logs. */
  readonly round?: number | null;
  /** Always `train` or absent in our journals: updates of other operations are `evaluation` events with a `client`. */
  readonly operation?: string;
  /** The update came after its round had ended. */
  readonly late?: boolean;
  /**
   * Numbers that the whole update has, plus one for its marker, on the part that has the marker: `fl.update.field_count`
   * and the free attributes that are numbers.
   */
  readonly field_count?: number;
  /** `gauge` for points of a foreign scope: their identity has no time (an SDK gauge is re-exported for ever). */
  readonly source?: 'gauge';
  readonly clients: readonly ClientRecord[];
}

/** Results of a round, HiveWatch's names first. */
export interface RoundMetrics {
  readonly global_accuracy?: number | null;
  /** Evaluation loss. */
  readonly global_loss?: number | null;
  readonly num_selected?: number;
  readonly num_completed?: number;
  readonly num_stragglers?: number;
  readonly num_failures?: number;
  readonly num_dropped?: number;
  readonly round_duration_sec?: number | null;
  readonly gradient_norm_dispersion?: number | null;
  readonly train_loss?: number;
  readonly num_samples?: number;
  readonly total_bytes_up?: number;
  readonly total_bytes_down?: number;
  readonly aggregation_time_sec?: number;
  readonly privacy_epsilon?: number;
  readonly privacy_delta?: number;
  /** Free numbers of the round. */
  readonly metrics?: JsonObject;
  /** Free values of the aggregation algorithm. */
  readonly algorithm_metadata?: JsonObject;
  /** `error.type` of a failed round. */
  readonly error?: string;
}

/** End of a round. Ours never repeats clients (HiveWatch's does: readers merge them without counting twice). */
export interface RoundEndEvent extends EventBase {
  readonly event_type: 'round_end';
  readonly round: number;
  readonly round_metrics: RoundMetrics;
  readonly clients?: readonly ClientRecord[];
}

export interface ClientDropoutEvent extends EventBase {
  readonly event_type: 'client_dropout';
  readonly round: number;
  readonly operation?: string;
  readonly clients: readonly ClientRecord[];
  readonly reason: string;
}

export interface CommFailureEvent extends EventBase {
  readonly event_type: 'comm_failure';
  readonly round: number;
  readonly client_id: string;
  readonly reason: string;
}

export interface CheckpointEvent extends EventBase {
  readonly event_type: 'checkpoint';
  readonly round?: number;
  readonly path: string;
  readonly size_bytes?: number;
  readonly metadata?: JsonObject;
}

export interface ServerMetadataEvent extends EventBase {
  readonly event_type: 'server_metadata';
  readonly server: JsonObject;
}

/**
 * Times of one span for the round's timeline, or (`phase: 'started'`) the moment a client was given a task, which is
 * how a reader knows whom a running round still waits for.
 */
export interface TaskEvent extends EventBase {
  readonly event_type: 'task';
  readonly kind: 'round' | 'task' | 'aggregation' | 'evaluation';
  readonly phase: 'started' | 'ended';
  /** `client` is a span measured in the client's process or relayed for it. */
  readonly side?: 'server' | 'client';
  readonly round?: number;
  readonly client_id?: string;
  readonly operation?: string;
  /** ISO 8601; `started` events have only `start`. */
  readonly start: string;
  readonly end?: string;
  /** `error.type` of a failed span. */
  readonly error?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly parent_span_id?: string;
  /** On the span of a round: the results it carries; they fill gaps where the round's event is missing. */
  readonly round_metrics?: RoundMetrics;
}

/**
 * An evaluation that is no round result: central evaluation outside a round, other splits, or (with `client`) one
 * client's update for any operation but `train`. The latter has the identity of a client update and may come in parts,
 * but is no `client_update`, because HiveWatch's readers would take it for participation.
 */
export interface EvaluationEvent extends EventBase {
  readonly event_type: 'evaluation';
  readonly round?: number;
  /** With `client`: what the client did (`fl.operation.name`), never `train`. */
  readonly operation?: string;
  readonly client?: ClientRecord;
  /** With `client`, as in {@link ClientUpdateEvent}. */
  readonly late?: boolean;
  readonly field_count?: number;
  readonly source?: 'gauge';
  readonly scope?: string;
  readonly split?: string;
  readonly loss?: number;
  readonly accuracy?: number | null;
  readonly num_samples?: number;
  readonly duration_sec?: number;
  readonly metrics?: JsonObject;
}

/** One number of the tracking writer. */
export interface ScalarEvent extends EventBase {
  readonly event_type: 'scalar';
  readonly name: string;
  readonly step: number;
  readonly value: number | bigint;
  readonly client_id?: string;
  /** `gauge` as in `ClientUpdateEvent`: an equal value of the same name, step and client is no new event. */
  readonly source?: 'gauge';
}

/** A distribution of the tracking writer: how many values lie between which edges. */
export interface HistogramEvent extends EventBase {
  readonly event_type: 'histogram';
  readonly name: string;
  readonly step: number;
  /** Strictly rising, one more than `counts`. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly sum_of_squares: number;
  /** Values that were NaN or infinite: they are in no bin. */
  readonly nonfinite?: number;
  readonly client_id?: string;
}

/** A text of the tracking writer at a step; texts of a run as a whole are in `run_update`. */
export interface TextEvent extends EventBase {
  readonly event_type: 'text';
  readonly name: string;
  readonly step: number;
  readonly text: string;
  readonly client_id?: string;
}

/** What a process, its host and its devices used at one moment. */
export interface ResourceSampleEvent extends EventBase {
  readonly event_type: 'resource_sample';
  /** Whose resources; absent for those of the process that started the run. */
  readonly client_id?: string;
  /** Round during which the sample was taken, where that is known. */
  readonly round?: number;
  /** Numbers by field (`cpu_utilization_percentage`); fields, units and what they are made from are in `semconv/`. */
  readonly resources: JsonObject;
}

export interface ArtifactEvent extends EventBase {
  readonly event_type: 'artifact';
  readonly name: string;
  readonly path: string;
  readonly type?: string;
  /** The client on whose machine the path is; absent for the server's own. */
  readonly client_id?: string;
}

/** The run's end. Counts let a reader know whether all that was sent has come. */
export interface FinishedEvent extends EventBase {
  readonly event_type: 'finished';
  /** HiveWatch's logs have none, which means finished. */
  readonly state?: 'finished' | 'failed' | 'interrupted';
  readonly error?: string;
  readonly emitted?: {
    readonly updates?: number;
    readonly rounds?: number;
    readonly events?: number;
    readonly dropped?: number;
  };
}

/** Every event that fedotel writes or understands. */
export type JournalEvent =
  | InitEvent
  | RunUpdateEvent
  | RoundStartEvent
  | ClientUpdateEvent
  | RoundEndEvent
  | ClientDropoutEvent
  | CommFailureEvent
  | CheckpointEvent
  | ServerMetadataEvent
  | TaskEvent
  | EvaluationEvent
  | ScalarEvent
  | HistogramEvent
  | TextEvent
  | ResourceSampleEvent
  | ArtifactEvent
  | FinishedEvent;

/** Version of the journal's format that this code writes. */
export const JOURNAL_FORMAT = 1;
