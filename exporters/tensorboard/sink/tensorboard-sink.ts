import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  CheckResult,
  FlushOptions,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkFiles,
  SinkResult,
} from '../../bridge/sink.js';
import { makeFolder } from '../../journal/index.js';
import type { PerClientMode } from '../../projection/index.js';
import { readPerClient, reasonOf } from '../../sink-parts/index.js';
import { FileLostError } from '../files/event-file.js';
import { listRunFiles, NOTE_FILE } from '../files/run-folder.js';
import { RunWriter } from './run-writer.js';

/** Folder below the runs folder, or below that of an export. */
const DEFAULT_FOLDER = 'tensorboard';
/** Runs that are held in memory; the one without data for longest is let go and folded again if need be. */
const MAX_OPEN_RUNS = 64;
/** What a run's end announces is waited for so long. */
const GRACE_MILLIS = 10 * 60 * 1000;
const RETRY_SECONDS = 5;

/** Options of {@link createTensorboardSink}. */
export interface TensorboardSinkOptions {
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

class TensorboardSink implements Sink {
  readonly name = 'tensorboard';
  // The same bytes are made again and compared with what the files have.
  readonly resume = 'start';
  readonly files: SinkFiles = { folder: DEFAULT_FOLDER, endings: [`/${NOTE_FILE}`], list: listRunFiles };
  readonly #env: NodeJS.ProcessEnv;
  /** Runs that are held in memory, by stem. */
  readonly #writers = new Map<string, RunWriter>();
  #context: SinkContext | undefined;
  #folder = '';
  #perClient: PerClientMode = 'auto';

  constructor({ env }: TensorboardSinkOptions) {
    this.#env = env ?? process.env;
  }

  async open(context: SinkContext): Promise<void> {
    if (context.argument === '') throw new Error('--to tensorboard=: expected a folder after "=", got nothing');
    this.#perClient = readPerClient(context.perClient, this.#env);
    this.#folder = resolve(context.argument ?? join(context.runsDir, DEFAULT_FOLDER));
    await makeFolder(this.#folder);
    this.#context = context;
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    return this.#attempt(run, async () => {
      const opened = await this.#writerOf(run, events);
      if (opened.kind !== 'ok') return opened;
      const { writer } = opened;
      // Before more is taken, so that what waits stays bounded however often the same events come.
      if (writer.isFull) await writer.write();
      writer.take(events);
      if (writer.isFull) await writer.write();
      return { kind: 'ok' };
    });
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    const closing = options?.closing ?? run === undefined;
    let result: SinkResult = { kind: 'ok' };
    for (const stem of run === undefined ? [...this.#writers.keys()] : [run.stem]) {
      const flushed = await this.#attempt({ stem }, () => this.#flushRun(stem, closing));
      if (flushed.kind !== 'ok') result = flushed;
    }
    return result;
  }

  async forget({ stem }: RunReference): Promise<void> {
    this.#forget(stem);
  }

  async check(): Promise<CheckResult> {
    try {
      await access(this.#folder, constants.W_OK | constants.X_OK);
      return {
        kind: 'ok',
        detail: `writes ${join(this.#folder, '<run>')}; look with: tensorboard --logdir ${this.#folder}`,
      };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    for (const writer of this.#writers.values()) writer.close();
    this.#writers.clear();
  }

  /** Writes everything, and what is held back as soon as nobody waits for the missing data any more. */
  async #flushRun(stem: string, closing: boolean): Promise<SinkResult> {
    const writer = this.#writers.get(stem);
    if (writer === undefined) return { kind: 'ok' };
    const since = writer.incompleteSince;
    const waitMillis = since === undefined ? 0 : since + GRACE_MILLIS - performance.now();
    if (since !== undefined && (closing || waitMillis <= 0)) await writer.settle();
    await writer.flush();
    if (closing) {
      writer.close();
      this.#writers.delete(stem);
    } else if (waitMillis > 0) {
      const reason = `run ${JSON.stringify(stem)} has ended before all of its data are here`;
      return { kind: 'retry', reason, afterSeconds: waitMillis / 1000, expected: true };
    }
    return { kind: 'ok' };
  }

  /** Failures of the file system may pass: the disk is full, the folder is gone. */
  async #attempt({ stem }: Pick<RunReference, 'stem'>, action: () => Promise<SinkResult>): Promise<SinkResult> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof FileLostError) this.#forget(stem);
      return { kind: 'retry', reason: reasonOf(error), afterSeconds: RETRY_SECONDS };
    }
  }

  async #writerOf(
    run: RunReference,
    events: readonly SequencedEvent[],
  ): Promise<{ readonly kind: 'ok'; readonly writer: RunWriter } | Exclude<SinkResult, { readonly kind: 'ok' }>> {
    const known = this.#writers.get(run.stem);
    if (known !== undefined) return { kind: 'ok', writer: known };
    const context = this.#context;
    if (context === undefined) throw new Error('tensorboard: apply was called before open');
    await this.#makeRoom();
    const opened = await RunWriter.open(
      {
        run,
        folder: join(this.#folder, run.stem),
        perClient: this.#perClient,
        warn: (text) => context.warn(text),
        onError: (error) => {
          if (error instanceof FileLostError) this.#forget(run.stem);
          context.warn(`${reasonOf(error)}; it is tried again`);
        },
      },
      events,
    );
    if (opened.kind === 'ok') this.#writers.set(run.stem, opened.writer);
    return opened;
  }

  /** Lets the run go that had no data for longest. @throws Error when its files cannot be written */
  async #makeRoom(): Promise<void> {
    if (this.#writers.size < MAX_OPEN_RUNS) return;
    const [oldest] = [...this.#writers].sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (oldest === undefined) return;
    const [stem, writer] = oldest;
    await writer.flush();
    this.#forget(stem);
  }

  /** The run is folded again from its start when it has new data. */
  #forget(stem: string): void {
    this.#writers.get(stem)?.close();
    this.#writers.delete(stem);
  }
}

/**
 * Creates the sink that keeps TensorBoard event files: `<DIR>/<run>/` for a run, `<DIR>/<run>/<client>/` for its clients.
 * `DIR` is the argument (`--to tensorboard=DIR`), else `tensorboard` in the runs folder or in that of the export.
 */
export function createTensorboardSink(options: TensorboardSinkOptions = {}): Sink {
  return new TensorboardSink(options);
}
