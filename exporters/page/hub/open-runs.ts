import { LiveRun, type LiveRunOptions } from './live-run.js';
import type { RunFileState, RunFolder } from './run-folder.js';
import { WatchedRun } from './watched-run.js';

/** Time after which a run that has ended is let go when nobody watches it: it will not grow, and is read again on demand. */
const ENDED_MILLIS = 10_000;

/** What all open runs together may hold. */
export interface OpenRunsLimits {
  /** Runs in memory at one time. */
  readonly maxOpenRuns: number;
  /** Bytes of their journals, together; a model with what pages were given of it takes about as much. The run asked for last is always held. */
  readonly maxOpenBytes: number;
  /** Bytes of one run's journal, the newest, whose single clients are shown. */
  readonly detailBytes: number;
}

/** Options of {@link OpenRuns}. */
export interface OpenRunsOptions extends OpenRunsLimits, Pick<LiveRunOptions, 'lookup' | 'now'> {
  readonly folder: RunFolder;
  readonly onFault: (stem: string, error: unknown) => void;
}

/** The runs that are in memory. The one that nobody asked for the longest is let go, and read again on demand. */
export class OpenRuns {
  readonly #options: OpenRunsOptions;
  readonly #open = new Map<string, WatchedRun>();
  #clock = 0;

  constructor(options: OpenRunsOptions) {
    this.#options = options;
  }

  /**
   * A run in memory and up to date with its journal; `undefined` when there is no room because all are watched.
   *
   * @param forPage all of it will be asked for, not only its line in the list
   */
  async take(file: RunFileState, forPage = false): Promise<WatchedRun | undefined> {
    const watched = this.#open.get(file.stem) ?? this.#add(file);
    if (watched === undefined) return undefined;
    if (forPage) watched.run.isOpened = true;
    watched.askers += 1;
    try {
      await watched.catchUp();
    } catch (error) {
      if (watched.watchers === 0) this.#open.delete(file.stem);
      throw error;
    } finally {
      watched.askers -= 1;
      watched.run.lastUsed = ++this.#clock;
      watched.run.usedAt = this.#options.now();
    }
    this.#makeRoom(0, watched);
    return watched;
  }

  /** The run if it is in memory. */
  get(stem: string): WatchedRun | undefined {
    return this.#open.get(stem);
  }

  /** All that are in memory. */
  all(): readonly WatchedRun[] {
    return [...this.#open.values()];
  }

  /** A run in memory for this once. */
  transient(file: RunFileState): LiveRun {
    const { folder, detailBytes, lookup, now } = this.#options;
    return new LiveRun({ path: folder.pathOf(file), stem: file.stem, detailBytes, lookup, now });
  }

  /** Lets all go, after telling their pages what has come. */
  async close(): Promise<void> {
    await Promise.all(this.all().map((watched) => watched.close()));
    this.#open.clear();
  }

  #add(file: RunFileState): WatchedRun | undefined {
    this.#makeRoom(1);
    const { folder, maxOpenRuns, now, onFault } = this.#options;
    if (this.#open.size >= maxOpenRuns) return undefined;
    const { stem } = file;
    const run = this.transient(file);
    const advance = async () => {
      const state = await folder.look(file);
      if (state === undefined) throw new Error(`${folder.pathOf(file)} is gone`);
      return run.advance(state);
    };
    const watched = new WatchedRun({
      run,
      advance,
      now,
      onFault: (error) => {
        this.#open.delete(stem);
        onFault(stem, error);
      },
    });
    this.#open.set(stem, watched);
    return watched;
  }

  /** Lets unwatched runs go until so many more have room, and those that have ended. @param except is kept */
  #makeRoom(more: number, except?: WatchedRun): void {
    const { maxOpenRuns, maxOpenBytes } = this.#options;
    const isFull = () => {
      const bytes = this.all().reduce((sum, { run }) => sum + run.weight, 0);
      return this.#open.size + more > maxOpenRuns || bytes > maxOpenBytes;
    };
    const idle = [...this.#open]
      .filter(([, watched]) => watched.watchers + watched.askers === 0 && watched !== except)
      .sort(([, a], [, b]) => a.run.lastUsed - b.run.lastUsed);
    const before = this.#options.now() - ENDED_MILLIS;
    for (const [stem, watched] of idle) {
      const isDone = watched.run.isOver && watched.run.usedAt < before;
      if (!isDone && !isFull()) continue;
      this.#open.delete(stem);
      void watched.close();
    }
  }
}
