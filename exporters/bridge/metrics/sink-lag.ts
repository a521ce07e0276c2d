import type { CursorStore, Journal } from '../../journal/index.js';
import type { Sink } from '../sink.js';

/** How far a sink is behind the run files. */
export interface Lag {
  /** Over all runs. */
  readonly bytes: number;
  /** Seconds since the run that is behind for the longest time last had everything; 0 when none is behind. */
  readonly seconds: number;
}

/** Watches what one sink takes. */
export interface SinkLag {
  /** The same sink, watched. */
  readonly sink: Sink;
  /** A run has new events. */
  appended(runId: string): void;
  /** A run is no more. */
  forget(runId: string): void;
  /** Reads the cursor of each run that was not delivered by this bridge yet, once. */
  read(): Promise<Lag>;
}

/** What it needs. */
export interface SinkLagOptions {
  readonly sink: Sink;
  readonly journal: Pick<Journal, 'runs' | 'size'>;
  readonly cursors: Pick<CursorStore, 'read'>;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** Starts watching. */
export function createSinkLag(options: SinkLagOptions): SinkLag {
  return new WatchedSink(options);
}

class WatchedSink implements SinkLag {
  readonly sink: Sink;
  readonly #options: SinkLagOptions;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** Place in the run file up to which the sink has each run. */
  readonly #positions = new Map<string, number>();
  /** Since when a run is behind, epoch milliseconds. */
  readonly #behindSince = new Map<string, number>();

  constructor(options: SinkLagOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#startedAt = this.#now();
    const { sink } = options;
    this.sink = {
      name: sink.name,
      resume: sink.resume,
      get concurrency() {
        return sink.concurrency;
      },
      open: (context) => sink.open(context),
      apply: async (run, events) => {
        const result = await sink.apply(run, events);
        const last = events.at(-1)?.sequence;
        // What was refused for ever is no longer waited for.
        if (last !== undefined && (result.kind === 'ok' || result.kind === 'reject')) this.#took(run.runId, last);
        return result;
      },
      flush: (run, flushOptions) => sink.flush(run, flushOptions),
      forget: async (run) => sink.forget?.(run),
      check: () => sink.check(),
      close: () => sink.close(),
    };
  }

  appended(runId: string): void {
    if (!this.#behindSince.has(runId)) this.#behindSince.set(runId, this.#now());
  }

  forget(runId: string): void {
    this.#positions.delete(runId);
    this.#behindSince.delete(runId);
  }

  async read(): Promise<Lag> {
    let bytes = 0;
    let since = Number.POSITIVE_INFINITY;
    for (const { runId, stem } of this.#options.journal.runs()) {
      const behind = this.#size(runId) - (this.#positions.get(runId) ?? (await this.#cursor(runId, stem)));
      if (behind <= 0) continue;
      bytes += behind;
      since = Math.min(since, this.#behindSince.get(runId) ?? this.#startedAt);
    }
    return { bytes, seconds: bytes === 0 ? 0 : Math.max(0, this.#now() - since) / 1000 };
  }

  #took(runId: string, sequence: number): void {
    this.#positions.set(runId, sequence);
    if (sequence >= this.#size(runId)) this.#behindSince.delete(runId);
  }

  /** A cursor behind the end means that the file was replaced: the sink gets it from its start. */
  async #cursor(runId: string, stem: string): Promise<number> {
    const cursor = await this.#options.cursors.read(this.sink.name, { runId, stem });
    const position = cursor > this.#size(runId) ? 0 : cursor;
    // The sink may have taken something meanwhile.
    const newer = this.#positions.get(runId);
    if (newer === undefined) this.#positions.set(runId, position);
    return newer ?? position;
  }

  #size(runId: string): number {
    return this.#options.journal.size(runId) ?? 0;
  }
}
