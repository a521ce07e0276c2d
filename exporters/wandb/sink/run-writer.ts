import type { SinkResult } from '../../bridge/sink.js';
import type { WandbOutput } from '../types.js';

/** Which run of W&B is written. */
export interface RunTarget {
  /** Id of the run in W&B (`runIdOf`, and for a client's run or a second directory something after it). */
  readonly id: string;
  readonly project: string;
  /** `undefined`: the default one of the key. */
  readonly entity: string | undefined;
}

/** What came of writing. */
export type WriteResult =
  | { readonly kind: 'ok' }
  | Extract<SinkResult, { readonly kind: 'retry' }>
  /**
   * W&B will never take the run's data as they are: the sink writes them into a directory instead and lets the writer
   * go. The reason is one clause that the user can act upon, without the key.
   */
  | { readonly kind: 'refused'; readonly reason: string };

/** How much is to be brought. */
export interface WriteFlush {
  /**
   * The run has ended, the last outputs that were taken are its summary and its end: W&B shall see it ended. More may
   * still be taken afterwards (late data), and then it is flushed so again.
   */
  readonly finish: boolean;
}

/**
 * Brings one run of W&B to its place: over HTTP, or into a directory. Calls come one after the other, never two at once.
 *
 * It is given the run's outputs from the first one on, in their order, also after a restart: it passes over what it
 * knows to be there. Rows are known by `step`, samples by `line`, both without gaps from 0; alerts by their place among
 * the alerts; artifacts and tables by what is in them.
 */
export interface RunWriter {
  /** Takes outputs into memory. Never throws, never waits. */
  take(outputs: readonly WandbOutput[]): void;
  /** Ends when there is room for more: memory is bounded by what comes between two calls. */
  ready(): Promise<WriteResult>;
  /** Brings everything that was taken. Ends when it is there. */
  flush(how: WriteFlush): Promise<WriteResult>;
  /** Nothing is under way and nothing is owed: the writer can be closed, and made again if more comes. */
  readonly isIdle: boolean;
  /** Ends what is under way and releases what was taken; what must be remembered is on disk already. */
  close(): Promise<void>;
}

/** What every writer is given. */
export interface RunWriterOptions {
  readonly target: RunTarget;
  /**
   * Mark of what the rows come from: the journal, and how single clients are shown. Rows of another mark that are in W&B
   * under the same id are not gone on with, because their numbers mean something else.
   */
  readonly fold: string;
  /** Path of a file of the writer's own for what it must remember; it may not exist yet, its folder does. */
  readonly stateFile: string;
  /** Says something to the operator, once per distinct text. */
  warn(text: string): void;
  /** Tells how far a long delivery is; may be called often. */
  progress(text: string): void;
  /** The user pressed Stop in W&B's page. Called at most once. */
  stopped(): void;
}
