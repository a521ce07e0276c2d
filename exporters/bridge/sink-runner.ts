import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CursorStore, Journal } from '../journal/index.js';
import type { RunReference, SequencedEvent, Sink, SinkResult } from './sink.js';

const BATCH_EVENTS = 500;
const FIRST_RETRY_SECONDS = 1;
const LAST_RETRY_SECONDS = 60;

/** Events of a run that a sink has not stored yet. */
export interface OwedEvents {
  readonly sink: string;
  readonly runId: string;
  readonly events: number;
}

/** Feeds one sink from the journal, at the sink's own pace. */
export interface SinkRunner {
  /** Opens the sink and goes on where its cursors stand. @throws Error when the sink cannot be opened */
  start(): Promise<void>;
  /** Says that a run has new events. */
  notify(runId: string): void;
  /**
   * Waits until the sink has everything that the journal has, at most until the deadline, then flushes and closes it.
   *
   * @returns what is still owed
   */
  stop(deadline: number, onProgress: (text: string) => void): Promise<readonly OwedEvents[]>;
  /** Counts of the sink's work, for `/health`. */
  readonly counts: Readonly<{ delivered: number; retries: number; rejected: number }>;
}

/** What a runner needs. */
export interface SinkRunnerOptions {
  readonly sink: Sink;
  readonly argument: string | undefined;
  readonly journal: Journal;
  /** The cursors of all sinks. */
  readonly cursors: CursorStore;
  readonly runsDir: string;
  /** Folder for what the sink remembers, and for what it refused. */
  readonly stateDir: string;
  warn(text: string): void;
}

/** How far a run is, and when its next try is due. */
interface RunProgress {
  readonly run: RunReference;
  position: number;
  retryAt: number;
  retrySeconds: number;
}

class JournalSinkRunner implements SinkRunner {
  readonly counts = { delivered: 0, retries: 0, rejected: 0 };
  readonly #options: SinkRunnerOptions;
  readonly #progress = new Map<string, RunProgress>();
  readonly #dirty = new Set<string>();
  readonly #said = new Set<string>();
  #wake: () => void = () => undefined;
  #stopping = false;
  /** A run is being delivered; it is not in `#dirty` meanwhile. */
  #busy = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SinkRunnerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { sink, journal, runsDir, stateDir, argument } = this.#options;
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await sink.open({ runsDir, stateDir, argument, warn: (text) => this.#warnOnce(text) });
    for (const run of journal.runs()) {
      if ((journal.size(run.runId) ?? 0) !== (await this.#cursorOf(run))) this.notify(run.runId);
    }
    this.#loop = this.#run();
  }

  notify(runId: string): void {
    this.#dirty.add(runId);
    this.#wake();
  }

  async stop(deadline: number, onProgress: (text: string) => void): Promise<readonly OwedEvents[]> {
    const { sink } = this.#options;
    // Nothing is gained by waiting for a back-off that the deadline cuts: what is due later is tried once more now.
    for (const progress of this.#progress.values()) progress.retryAt = 0;
    const timer = setTimeout(() => this.#halt(), Math.max(0, deadline - Date.now()));
    if (this.#dirty.size > 0) onProgress(`${sink.name}: ${this.#dirty.size} run(s) to deliver`);
    while ((this.#dirty.size > 0 || this.#busy) && !this.#stopping) {
      this.#wake();
      await pause(20);
    }
    clearTimeout(timer);
    this.#halt();
    await this.#loop;
    const flushed = await this.#flush();
    await sink.close().catch((error: unknown) => this.#warnOnce(`close: ${reasonOf(error)}`));
    return this.#owed(flushed);
  }

  #halt(): void {
    this.#stopping = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const now = Date.now();
      const due = [...this.#dirty].find((runId) => (this.#progress.get(runId)?.retryAt ?? 0) <= now);
      if (due === undefined) {
        await this.#sleep(now);
      } else {
        this.#busy = true;
        await this.#advance(due);
        this.#busy = false;
      }
    }
  }

  /** Sleeps until something new comes or the next retry is due. */
  async #sleep(now: number): Promise<void> {
    const waits = [...this.#dirty].map((runId) => (this.#progress.get(runId)?.retryAt ?? now) - now);
    await new Promise<void>((resolve) => {
      const timer = waits.length === 0 ? undefined : setTimeout(resolve, Math.max(1, Math.min(...waits)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  async #advance(runId: string): Promise<void> {
    this.#dirty.delete(runId);
    const progress = await this.#progressOf(runId);
    try {
      let batch: SequencedEvent[] = [];
      for await (const event of this.#options.journal.read(runId, progress.position)) {
        batch.push(event);
        if (batch.length < BATCH_EVENTS) continue;
        if (this.#stopping || !(await this.#deliver(progress, batch))) return this.#again(runId);
        batch = [];
      }
      if (batch.length > 0 && !(await this.#deliver(progress, batch))) return this.#again(runId);
      if (batch.some(({ event }) => event.event_type === 'finished')) await this.#flush(progress);
    } catch (error) {
      this.#postpone(progress, `journal of ${runId}: ${reasonOf(error)}`, undefined);
      this.#again(runId);
    }
  }

  #again(runId: string): void {
    this.#dirty.add(runId);
  }

  async #progressOf(runId: string): Promise<RunProgress> {
    let progress = this.#progress.get(runId);
    if (progress === undefined) {
      const run = this.#runOf(runId);
      const position = this.#options.sink.resume === 'cursor' ? await this.#cursorOf(run) : 0;
      progress = { run, position, retryAt: 0, retrySeconds: FIRST_RETRY_SECONDS };
      this.#progress.set(runId, progress);
    }
    return progress;
  }

  #runOf(runId: string): RunReference {
    return this.#options.journal.runs().find((candidate) => candidate.runId === runId) ?? { runId, stem: runId };
  }

  /** The kept cursor; 0 when it lies behind the journal's end, which means that the file was replaced. */
  async #cursorOf(run: RunReference): Promise<number> {
    const { sink, journal, cursors } = this.#options;
    const cursor = await cursors.read(sink.name, run);
    return cursor > (journal.size(run.runId) ?? 0) ? 0 : cursor;
  }

  /** Hands one batch over. @returns whether the sink is done with it, one way or the other */
  async #deliver(progress: RunProgress, batch: readonly SequencedEvent[]): Promise<boolean> {
    const { sink } = this.#options;
    const result = await sink
      .apply(progress.run, batch)
      .catch((error: unknown): SinkResult => ({ kind: 'retry', reason: reasonOf(error) }));
    if (result.kind === 'retry') {
      this.#postpone(progress, result.reason, result.afterSeconds);
      return false;
    }
    if (result.kind === 'reject') await this.#setAside(progress.run, batch, result.reason);
    else this.counts.delivered += batch.length;
    progress.position = batch.at(-1)?.sequence ?? progress.position;
    progress.retrySeconds = FIRST_RETRY_SECONDS;
    if (sink.resume === 'cursor') await this.#keep(progress.run, progress.position);
    return true;
  }

  #postpone(progress: RunProgress, reason: string, afterSeconds: number | undefined): void {
    this.counts.retries += 1;
    progress.retryAt = Date.now() + (afterSeconds ?? progress.retrySeconds) * 1000;
    progress.retrySeconds = Math.min(progress.retrySeconds * 2, LAST_RETRY_SECONDS);
    this.#warnOnce(`${reason}; it is tried again`);
  }

  async #setAside(run: RunReference, batch: readonly SequencedEvent[], reason: string): Promise<void> {
    const first = batch[0]?.sequence;
    const last = batch.at(-1)?.sequence;
    this.counts.rejected += batch.length;
    const path = join(this.#options.stateDir, 'rejected.jsonl');
    const line = JSON.stringify({ run_id: run.runId, first, last, events: batch.length, reason });
    await appendFile(path, `${line}\n`).catch(() => undefined);
    this.#warnOnce(`${reason}; ${batch.length} event(s) are set aside, see ${path}`);
  }

  /**
   * Writes out what the sink holds of one run, or of all. Only now may a sink that keeps its state in memory start
   * after the start next time.
   */
  async #flush(only?: RunProgress): Promise<boolean> {
    const { sink } = this.#options;
    const runs = only === undefined ? [...this.#progress.values()] : [only];
    const positions = runs.map(({ run, position }) => [run, position] as const);
    const result = await sink
      .flush(only?.run)
      .catch((error: unknown): SinkResult => ({ kind: 'retry', reason: reasonOf(error) }));
    if (result.kind !== 'ok') {
      this.#warnOnce(`flush: ${result.reason}`);
      return false;
    }
    for (const [run, position] of positions) await this.#keep(run, position);
    return true;
  }

  /** A cursor that cannot be written makes events come again after a restart, which sinks must bear; nothing is lost. */
  async #keep(run: RunReference, position: number): Promise<void> {
    const { sink, cursors } = this.#options;
    await cursors.write(sink.name, run, position).catch((error: unknown) => this.#warnOnce(reasonOf(error)));
  }

  async #owed(flushed: boolean): Promise<readonly OwedEvents[]> {
    const { sink, journal } = this.#options;
    const owed: OwedEvents[] = [];
    for (const runId of flushed ? this.#dirty : this.#progress.keys()) {
      let events = 0;
      for await (const _ of journal.read(runId, await this.#cursorOf(this.#runOf(runId)))) events += 1;
      if (events > 0) owed.push({ sink: sink.name, runId, events });
    }
    return owed;
  }

  #warnOnce(text: string): void {
    if (this.#said.has(text) || this.#said.size > 1000) return;
    this.#said.add(text);
    this.#options.warn(`${this.#options.sink.name}: ${text}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** Creates a runner; `start` sets it going. */
export function createSinkRunner(options: SinkRunnerOptions): SinkRunner {
  return new JournalSinkRunner(options);
}
