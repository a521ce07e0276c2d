import type { LiveMessage, RunDocument, RunListEntry } from '../../exporters/page/types.js';

/** Whether what is shown is kept up to date. */
export type Connection =
  /** Nothing to keep up to date: a file, or a run that is over. */
  | { readonly kind: 'still' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Lost at `since`, tried again at `retryAt`, both epoch milliseconds of this computer. */
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number };

/** Takes what comes about an open run. */
export interface RunListener {
  /**
   * A change, in order.
   *
   * @param sequence place in the run's journal, in bytes, that the change takes it to
   */
  message(message: LiveMessage, sequence: number): void;
  /** The connection became another one. */
  connection(connection: Connection): void;
}

/** What loading a run gave. */
export type Loaded =
  | { readonly kind: 'ok'; readonly document: RunDocument }
  | {
      readonly kind: 'failed';
      /** In words for the reader, without a full stop. */
      readonly reason: string;
      /** It may be another answer in a while: nobody answered, or the server was busy. Default: it will not. */
      readonly passing?: boolean;
    };

/** What a list of runs does not have. */
export interface Unlisted {
  /** Run files that the server has still to read. */
  readonly pending: number;
  /** Runs beyond the longest list that it gives; they are older. */
  readonly more: number;
}

/** Where runs come from: the server that served the page, or the page itself. */
export interface RunSource {
  /** `file`: one run, within the page, and no network. */
  readonly kind: 'file' | 'server';
  /** Gives the runs now and whenever they changed, until the returned function is called. */
  watchRuns(
    listener: (runs: readonly RunListEntry[] | { readonly failed: string }, unlisted?: Unlisted) => void,
  ): () => void;
  /** Loads a run. Never rejects. */
  load(stem: string): Promise<Loaded>;
  /** Follows a run from a place in its journal on, until the returned function is called. */
  follow(stem: string, after: number, listener: RunListener): () => void;
}
