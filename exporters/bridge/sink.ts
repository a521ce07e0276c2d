import type { JournalEvent } from '../journal/events.js';

/** One journal event with its place, which is stable: the same event has the same sequence in every delivery. */
export interface SequencedEvent {
  readonly event: JournalEvent;
  /** Byte offset just after the event's line in its journal: strictly rising within a run. */
  readonly sequence: number;
}

/** The run that a batch of events belongs to. */
export interface RunReference {
  readonly runId: string;
  /** Name of the run's files without ending: `runId`, or a hash of it where that is no safe file name. */
  readonly stem: string;
  /** Path of the run's journal, for sinks that read it again as a whole; `undefined` when there is no such file. */
  readonly journal?: string | undefined;
}

/** Outcome of handing events to a destination. */
export type SinkResult =
  /** All of the batch is stored at the destination, or safely owned by the sink's own files. */
  | { readonly kind: 'ok' }
  /** Nothing can be said yet; the same batch comes again, at the soonest after the given time. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterSeconds?: number;
      /** Nothing is wrong, something is only waited for: it is neither said nor counted. */
      readonly expected?: boolean;
    }
  /** The destination will never take this batch; it is set aside, counted and said. */
  | { readonly kind: 'reject'; readonly reason: string }
  /**
   * The destination takes nothing of this run until somebody changes something: a password, a setting, an experiment
   * that was deleted. Delivery of the run stops until the bridge starts again. Nothing is lost: the journal keeps it.
   */
  | { readonly kind: 'park'; readonly reason: string };

/** Answer of `check`, for `fedotel doctor`. */
export type CheckResult =
  | { readonly kind: 'ok'; readonly detail: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** What an export tells its sinks beside the rest. */
export interface ExportContext {
  /** Absolute path of the folder that `--out` names; `undefined` when it names none. */
  readonly out: string | undefined;
}

/** What a sink is given when it opens. */
export interface SinkContext {
  /** Absolute path of the folder with the journals. */
  readonly runsDir: string;
  /** Folder of the sink's own for what it must remember, below `runs/.state/`; made before `open` is called. */
  readonly stateDir: string;
  /** Argument after `=` in `--to name=argument`, if any. */
  readonly argument: string | undefined;
  /** How single clients reach the destination (`--per-client`); `undefined`: as the environment says, or the default. */
  readonly perClient?: string | undefined;
  /** Folders that hold the files which a sink may upload; nothing outside of them is read (`--artifact-root`). */
  readonly artifactRoots?: readonly string[] | undefined;
  /** Only in an export. What {@link stateDir} has is gone when it ends: nobody goes on by it. */
  readonly exporting?: ExportContext | undefined;
  /** Says something to the operator, once per distinct text. */
  warn(text: string): void;
  /** Tells how far a long delivery is, for a terminal; may be called often. */
  progress?(text: string): void;
}

/** Why a sink is asked to write out what it holds. */
export interface FlushOptions {
  /**
   * The last time for this run in this process: the bridge stops, or the export is through. Otherwise the run has just
   * said its end, and late data may follow.
   */
  readonly closing: boolean;
}

/**
 * Files that a sink keeps for each run: `export` replaces none of another run's. Those of built-in sinks go with a run that
 * is pruned; who removes it does not know others, which have {@link Sink.forget} beside a running bridge.
 */
export interface SinkFiles {
  /** Folder below the runs folder, or below that of an export; `undefined`: that one itself. An argument names another. */
  readonly folder?: string | undefined;
  /** What follows the run's name. Each file has the run's id near its beginning, Parquet near its end. */
  readonly endings: readonly string[];
  /**
   * Files of a run that endings do not tell; those of endings unless given. Somebody else's are not among them.
   *
   * @param runId the id that the run's journal begins with
   * @returns paths, below the folder
   */
  readonly list?:
    | ((folder: string, stem: string, runId: () => Promise<string | undefined>) => Promise<readonly string[]>)
    | undefined;
}

/**
 * A destination. One sink sees each run's events in journal order and one batch at a time per run. Delivery is at least
 * once: after a crash a batch may come again with the same sequences.
 */
export interface Sink {
  readonly name: string;
  /**
   * `cursor`: after a restart delivery goes on where it stopped. `start`: a run that has anything new is delivered
   * again from its first event, for sinks that keep their state in memory only.
   */
  readonly resume: 'cursor' | 'start';
  /** Runs that may be delivered side by side. Default 4. Of one run there is never more than one batch at a time. */
  readonly concurrency?: number | undefined;
  /** Of a destination that keeps no files: what names the server. A folder (`--out`) would mean nothing to it. */
  readonly serverSetting?: string | undefined;
  readonly files?: SinkFiles | undefined;
  /** What follows the run's name in names of what is kept in {@link SinkContext.stateDir}; that of built-in sinks goes with the run. */
  readonly stateEndings?: readonly string[] | undefined;
  /** Called once before anything else. @throws Error when the destination's settings are unusable */
  open(context: SinkContext): Promise<void>;
  /** Takes the next events of one run. Never throws: failures are results. */
  apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult>;
  /** Writes out what the sink holds back, for one run or for every run. */
  flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult>;
  /** The run's file was removed: what is remembered of it is of no use any more. What the destination has stays. */
  forget?(run: RunReference): Promise<void>;
  /** Tries the destination without changing anything there. */
  check(): Promise<CheckResult>;
  /** Releases what `open` took. Called after the last `flush`. */
  close(): Promise<void>;
}
