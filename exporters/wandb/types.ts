import type { JsonObject, JsonValue } from '../journal/events.js';

/** Where a run goes (`WANDB_MODE`). */
export type WandbMode = 'online' | 'offline' | 'disabled';

/** One row of the run's history. */
export interface HistoryOutput {
  readonly kind: 'history';
  /** From 0, one more with every row: `_step`, and the number of the row's line in the online stream. */
  readonly step: number;
  /** Epoch milliseconds: `_timestamp`. */
  readonly timeMillis: number;
  /** Keys as W&B shows them with their values, the axis of the row (`round`) included; no key begins with `_`. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** A sample for W&B's system panel. */
export interface StatsOutput {
  readonly kind: 'stats';
  /** From 0, one more with every sample: the number of its line in the online stream. */
  readonly line: number;
  readonly timeMillis: number;
  /** Keys without `system.`. */
  readonly values: ReadonlyMap<string, number>;
}

/** Says once how a key is drawn and summarised (`define_metric`); always before the first row that has the key. */
export interface MetricOutput {
  readonly kind: 'metric';
  /** Key as in rows. W&B wants it with its dots escaped: `metricPath` of `content/`. */
  readonly name: string;
  /** Key that is the x-axis; `undefined` for an axis itself. */
  readonly stepMetric: string | undefined;
  /** What the summary keeps besides the last value. */
  readonly summary: readonly ('min' | 'max' | 'mean' | 'last' | 'first' | 'none')[];
  readonly hidden: boolean;
}

/** What the run is called and began with; each one replaces the one before, in all of its fields. */
export interface RunOutput {
  readonly kind: 'run';
  readonly displayName: string | undefined;
  readonly group: string | undefined;
  readonly jobType: string | undefined;
  readonly notes: string | undefined;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  /** Epoch milliseconds. */
  readonly startMillis: number | undefined;
}

/** A client dropped out, or could not be reached, or the run failed. At most once is enough for these. */
export interface AlertOutput {
  readonly kind: 'alert';
  /** Shorter than 64 characters. */
  readonly title: string;
  readonly text: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly timeMillis: number;
}

/** A table that stands in the history under a key. */
export interface TableOutput {
  readonly kind: 'table';
  readonly key: string;
  /** The history row that has it. */
  readonly step: number;
  readonly timeMillis: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly JsonValue[])[];
}

/** A file of an artifact: contents in memory, or a path on this machine that is read when it is sent. */
export interface ArtifactFile {
  /** Path within the artifact, with slashes. */
  readonly name: string;
  readonly source: { readonly path: string } | { readonly contents: Uint8Array };
}

/** A versioned artifact. */
export interface ArtifactOutput {
  readonly kind: 'artifact';
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  readonly metadata: JsonObject;
  readonly aliases: readonly string[];
  readonly files: readonly ArtifactFile[];
}

/**
 * The summary as it is now, whole: last values by axis, and `best/…`. Keys that begin with `_` (`_step`, `_runtime`,
 * `_timestamp`, `_wandb`) are the writer's to add.
 */
export interface SummaryOutput {
  readonly kind: 'summary';
  readonly values: JsonObject;
}

/** The run has ended. `complete` is false while data are still expected (see `StateOutput` of the projection). */
export interface EndOutput {
  readonly kind: 'end';
  /** 0 finished, 1 failed, 255 crashed (interrupted). */
  readonly exitCode: number;
  readonly complete: boolean;
  /** Seconds between start and end: `_wandb.runtime`. */
  readonly runtimeSeconds: number;
}

/** What a run's journal means to W&B; made by a deterministic fold, so that a restart gives the same rows and lines. */
export type WandbOutput =
  | HistoryOutput
  | StatsOutput
  | MetricOutput
  | RunOutput
  | AlertOutput
  | TableOutput
  | ArtifactOutput
  | SummaryOutput
  | EndOutput;
