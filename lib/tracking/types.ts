import type { ClientTask } from '../client/types.js';
import type { FreeValues, Run } from '../types.js';
import type { Values } from './scan.js';

/** A histogram that the app has counted itself, as NumPy's `histogram` returns it. */
export interface CountedHistogram {
  /** Edges of the bins: finite, strictly rising, one more than counts. */
  edges: ArrayLike<number>;
  /** Values in each bin, at most 512. Bins are half-open to the right; the last one is closed. */
  counts: ArrayLike<number>;
  /** Least value; by default the left edge of the first bin with values. */
  min?: number | undefined;
  /** Greatest value; by default the right edge of the last bin with values. */
  max?: number | undefined;
  /** Sum of the values; by default estimated from the middles of the bins. */
  sum?: number | undefined;
  /** Sum of the squares of the values; by default estimated likewise. */
  sumOfSquares?: number | undefined;
}

/** Options of `addHistogram`. */
export interface HistogramOptions {
  /** Number of bins of equal width, 1 to 512. Default 64. */
  bins?: number | undefined;
}

/** Options of `logArtifact`. */
export interface ArtifactOptions {
  /** Name of the file in the run; the last part of its path by default. */
  name?: string | undefined;
  /** For instance `model` or `figure`. */
  type?: string | undefined;
}

/**
 * Logs numbers, histograms, texts and facts by tag and step, in server and in client code. No call throws, waits, or
 * keeps what it is given. A step is an integer from 0; without one the tag's own counter goes on. Steps may repeat and
 * go back: every value is kept, with the time of its call.
 */
export interface Writer {
  /** One number. NaN and infinities are values. */
  addScalar(tag: string, value: number | bigint, step?: number | bigint): void;
  /** Several numbers under one tag: each becomes `mainTag/key`. */
  addScalars(mainTag: string, values: Readonly<Record<string, number | bigint>>, step?: number | bigint): void;
  /**
   * The distribution of values (lists, typed arrays, lists of those), or one that is counted already. Values that are
   * not finite are counted apart.
   */
  addHistogram(
    tag: string,
    values: Values | CountedHistogram,
    step?: number | bigint,
    options?: HistogramOptions,
  ): void;
  /** A text of at most 32,768 characters; longer ones are cut and end in `…`. Markdown where a destination shows it. */
  addText(tag: string, text: string, step?: number | bigint): void;
  /** Parameters of the run, or of the client. A later value of one name replaces the earlier. */
  logParams(params: FreeValues): void;
  /** Tags of the run, or of the client: short texts. A later value of one name replaces the earlier. */
  setTags(tags: Readonly<Record<string, string>>): void;
  /** Registers a file by its path in this process. Its content is fetched only where the bridge can read it. */
  logArtifact(path: string, options?: ArtifactOptions): void;
  /**
   * Resolves when all that was logged before is acknowledged (`true`), or the time is over. What travels in a task's
   * report is `true` at once. Never rejects; need not be called.
   */
  flush(options?: { timeoutSeconds?: number | undefined }): Promise<boolean>;
}

/**
 * Options of `createWriter`. Without `run` and `task`, values go to the task that the calling code runs in, else to the
 * run of this process.
 */
export interface WriterOptions {
  /** The run that `startRun` returned, in the server's code. */
  run?: Run | undefined;
  /** The task that `clientTask` gave, in a client's code. */
  task?: ClientTask | undefined;
  /** With `run`: the client whose values these are; the server's own by default. */
  client?: string | undefined;
  /** With `run`: the round that the values belong to. */
  round?: number | undefined;
}
