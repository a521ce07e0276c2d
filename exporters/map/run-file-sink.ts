import { join, resolve } from 'node:path';
import type {
  CheckResult,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkFiles,
  SinkResult,
} from '../bridge/sink.js';
import { readJournalFile } from '../journal/index.js';
import { reasonOf } from '../sink-parts/index.js';
import { type Clock, systemClock } from './clock.js';
import { type RenderRun, RunFile } from './run-file.js';
import { createRunFiles, type RunFiles } from './run-files.js';
import type { WriteBudget } from './write-budget.js';

/** Options of the sinks that keep one file a run; defaults are for use, the rest is for tests. */
export interface RunFileSinkOptions {
  readonly files?: RunFiles | undefined;
  readonly clock?: Clock | undefined;
  /** Runs whose model is held in memory; the one without data for longest is let go and read again if need be. */
  readonly maxOpenRuns?: number | undefined;
  /**
   * Bytes of a run's journal whose single clients are shown. Beyond them rounds and their results go on, without
   * clients, so that memory is bounded. Default 64 MiB, some 100,000 full updates.
   */
  readonly detailBytes?: number | undefined;
}

/** What makes one such sink different from another. */
export interface RunFileKind {
  readonly name: string;
  /** Ending of the file's name, after the run's stem. */
  readonly ending: string;
  readonly render: RenderRun;
  /** Written while a run goes on, not only at its end. */
  readonly live: boolean;
}

const DEFAULT_MAX_OPEN_RUNS = 32;
const DEFAULT_DETAIL_BYTES = 64 * 1024 * 1024;
const RETRY_SECONDS = 5;
/** Silence after which a run that has ended is let go when another one begins: late data come sooner, as a rule. */
const ENDED_MILLIS = 10_000;

class RunFileSink implements Sink {
  readonly name: string;
  readonly files: SinkFiles;
  readonly resume = 'start';
  readonly #kind: RunFileKind;
  readonly #fileSystem: RunFiles;
  readonly #clock: Clock;
  readonly #maxOpenRuns: number;
  readonly #detailBytes: number;
  readonly #open = new Map<string, RunFile>();
  /** Budgets of runs that were let go, by stem. */
  readonly #closed = new Map<string, WriteBudget>();
  #context: SinkContext | undefined;
  #folder = '';

  constructor(kind: RunFileKind, options: RunFileSinkOptions) {
    this.name = kind.name;
    this.files = { endings: [kind.ending] };
    this.#kind = kind;
    this.#fileSystem = options.files ?? createRunFiles();
    this.#clock = options.clock ?? systemClock;
    this.#maxOpenRuns = options.maxOpenRuns ?? DEFAULT_MAX_OPEN_RUNS;
    this.#detailBytes = options.detailBytes ?? DEFAULT_DETAIL_BYTES;
  }

  async open(context: SinkContext): Promise<void> {
    if (context.argument === '') throw new Error(`--to ${this.name}=: expected a folder after "=", got nothing`);
    this.#context = context;
    this.#folder = context.argument === undefined ? context.runsDir : resolve(context.argument);
    await this.#fileSystem.makeFolder(this.#folder);
    await this.#fileSystem.removeLeft(this.#folder, this.#kind.ending);
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    return this.#attempt(async () => {
      const file = this.#open.get(run.stem) ?? (await this.#openRun(run));
      await file.apply(events);
    });
  }

  async flush(run?: RunReference): Promise<SinkResult> {
    return this.#attempt(async () => {
      if (run !== undefined) await this.#open.get(run.stem)?.flush();
      else for (const file of this.#open.values()) await file.flush();
    });
  }

  async forget({ stem }: RunReference): Promise<void> {
    this.#open.get(stem)?.close();
    this.#open.delete(stem);
    this.#closed.delete(stem);
  }

  async check(): Promise<CheckResult> {
    try {
      await this.#fileSystem.checkWritable(this.#folder);
      return { kind: 'ok', detail: `writes ${join(this.#folder, `<run>${this.#kind.ending}`)}` };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }

  /** Failures of the file system may pass: the disk is full, the folder is gone. */
  async #attempt(action: () => Promise<void>): Promise<SinkResult> {
    try {
      await action();
      return { kind: 'ok' };
    } catch (error) {
      return { kind: 'retry', reason: reasonOf(error), afterSeconds: RETRY_SECONDS };
    }
  }

  async #openRun(run: RunReference): Promise<RunFile> {
    const context = this.#context;
    if (context === undefined) throw new Error(`${this.name}: apply was called before open`);
    await this.#makeRoom();
    const journal = join(context.runsDir, `${run.stem}.jsonl`);
    const file = new RunFile({
      path: join(this.#folder, `${run.stem}${this.#kind.ending}`),
      render: this.#kind.render,
      live: this.#kind.live,
      files: this.#fileSystem,
      clock: this.#clock,
      catchUpTo: (await this.#fileSystem.size(journal)) ?? 0,
      budget: this.#closed.get(run.stem),
      detailBytes: this.#detailBytes,
      onDetailsEnd: () =>
        context.warn(
          `run ${run.runId} is long: single clients are shown for the first ${this.#detailBytes} bytes of its journal`,
        ),
      onError: (error) => context.warn(reasonOf(error)),
    });
    // Events that were delivered before the run was let go do not come again. Reading too much does no harm: the model
    // takes every event once.
    if (this.#closed.has(run.stem)) for await (const event of readJournalFile(journal)) file.learn([event]);
    this.#closed.delete(run.stem);
    this.#open.set(run.stem, file);
    return file;
  }

  /**
   * Lets go the runs that have ended, and where that leaves too many, the one that had no data for longest. Models are what
   * takes memory. @throws Error when a file cannot be written
   */
  async #makeRoom(): Promise<void> {
    const before = this.#clock.now() - ENDED_MILLIS;
    for (const [stem, file] of [...this.#open]) {
      if (file.finished && file.lastUsed < before) await this.#letGo(stem, file);
    }
    if (this.#open.size < this.#maxOpenRuns) return;
    const [oldest] = [...this.#open].sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (oldest !== undefined) await this.#letGo(...oldest);
  }

  async #letGo(stem: string, file: RunFile): Promise<void> {
    const { lastUsed } = file;
    await file.flush();
    // Data came meanwhile.
    if (file.lastUsed !== lastUsed) return;
    file.close();
    this.#open.delete(stem);
    this.#closed.set(stem, file.budget);
  }
}

/** Creates a sink that keeps one file for each run. */
export function createRunFileSink(kind: RunFileKind, options: RunFileSinkOptions = {}): Sink {
  return new RunFileSink(kind, options);
}
