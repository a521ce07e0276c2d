import type { FlushOptions, RunReference, SequencedEvent, SinkResult } from '../bridge/sink.js';

/** Runs that are held in memory unless said; idle ones beyond are read again when they have data. */
const MAX_OPEN_RUNS = 64;

/** One run's way to a destination, held in memory. Calls come one after the other. */
export interface OpenRun {
  /** When the run last had data, milliseconds by `performance.now`. */
  readonly lastUsed: number;
  /** Nothing is on its way, and nothing is owed: the run can be let go and read again if need be. */
  readonly isIdle: boolean;
  /** Takes events; those that were taken before are passed over. */
  apply(events: readonly SequencedEvent[]): Promise<SinkResult>;
  /** Brings everything, and completes the run if its end has come; in any case when `closing`. */
  flush(closing: boolean): Promise<SinkResult>;
  /** Stops, and releases what is held. */
  close(): Promise<void>;
}

/** The runs that a sink holds in memory, bounded: opened by their first events, let go when they are done or idle. */
export interface OpenRuns<R extends OpenRun> {
  /** `Sink.apply`: opens the run if it is not. @throws what `create` throws */
  apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult>;
  /** `Sink.flush`: for one run or all; those that are flushed for the last time are let go. */
  flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult>;
  /** `Sink.forget`: lets the run go as it is. */
  forget(run: RunReference): Promise<void>;
  /** Lets all of them go as they are. */
  close(): Promise<void>;
  /** Those that are open now. */
  all(): Iterable<R>;
}

/** Options of {@link createOpenRuns}. */
export interface OpenRunsOptions<R extends OpenRun> {
  /** Opens a run. */
  readonly create: (run: RunReference) => R;
  /** Runs that are held at most, as long as one of them is idle. Default 64. */
  readonly maxOpenRuns?: number | undefined;
}

class RunsByStem<R extends OpenRun> implements OpenRuns<R> {
  readonly #create: (run: RunReference) => R;
  readonly #maxOpenRuns: number;
  readonly #runs = new Map<string, R>();

  constructor({ create, maxOpenRuns }: OpenRunsOptions<R>) {
    this.#create = create;
    this.#maxOpenRuns = maxOpenRuns ?? MAX_OPEN_RUNS;
  }

  all(): Iterable<R> {
    return this.#runs.values();
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    let open = this.#runs.get(run.stem);
    if (open === undefined) {
      await this.#makeRoom();
      open = this.#runs.get(run.stem) ?? this.#create(run);
      this.#runs.set(run.stem, open);
    }
    return open.apply(events);
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    const closing = options?.closing ?? run === undefined;
    const stems = run === undefined ? [...this.#runs.keys()] : [run.stem];
    let result: SinkResult = { kind: 'ok' };
    for (const stem of stems) {
      const open = this.#runs.get(stem);
      if (open === undefined) continue;
      const flushed = await open.flush(closing);
      if (flushed.kind !== 'ok') result = flushed;
      else if (closing) await this.#letGo(stem, open);
    }
    return result;
  }

  async forget({ stem }: RunReference): Promise<void> {
    const open = this.#runs.get(stem);
    if (open !== undefined) await this.#letGo(stem, open);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((open) => open.close()));
    this.#runs.clear();
  }

  /** Lets the idle run go that had no data for longest. */
  async #makeRoom(): Promise<void> {
    if (this.#runs.size < this.#maxOpenRuns) return;
    const idle = [...this.#runs].filter(([, open]) => open.isIdle);
    const [oldest] = idle.sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (oldest !== undefined) await this.#letGo(...oldest);
  }

  async #letGo(stem: string, open: R): Promise<void> {
    this.#runs.delete(stem);
    await open.close();
  }
}

/** Creates the runs of a sink; there are none at first. */
export function createOpenRuns<R extends OpenRun>(options: OpenRunsOptions<R>): OpenRuns<R> {
  return new RunsByStem(options);
}
