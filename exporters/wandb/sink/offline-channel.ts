import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReference, SequencedEvent, SinkResult } from '../../bridge/sink.js';
import { readJournalFile } from '../../journal/index.js';
import { Grace, type OpenRun, reasonOf } from '../../sink-parts/index.js';
import type { ChannelTools } from './channel-tools.js';
import { endingOf } from './ending.js';
import { nextDirectoryName, resumeDirectories, writeDirectories } from './offline-export.js';
import { RunMemory } from './run-memory.js';
import { RunTracker } from './run-tracker.js';
import type { RunState } from './state-file.js';

/** Each further directory of late data is waited for twice as long. */
const MAX_DOUBLINGS = 6;
const RETRY_SECONDS = 5;

/**
 * A run's way into directories. The journal has everything: nothing is written before the run's end, and then the whole
 * run in one pass.
 */
export class OfflineChannel implements OpenRun {
  lastUsed = performance.now();
  readonly #run: RunReference;
  readonly #tools: ChannelTools;
  readonly #tracker = new RunTracker();
  readonly #memory: RunMemory;
  readonly #grace = new Grace();
  /** Events of a run that has no journal file. */
  readonly #kept: SequencedEvent[] = [];
  /** Whether what an earlier process had begun is ended. */
  #isResumed = false;
  #work: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #writtenUpTo = 0;

  constructor(run: RunReference, tools: ChannelTools) {
    this.#run = run;
    this.#tools = tools;
    this.#memory = new RunMemory(run.stem, this.#tracker, tools);
  }

  get isIdle(): boolean {
    return this.#run.journal !== undefined && this.#timer === undefined;
  }

  async apply(events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.lastUsed = performance.now();
    if (this.#run.journal === undefined) this.#kept.push(...events);
    await this.#catchUp(events);
    this.#tracker.take(events);
    this.#grace.see(this.#tracker.hasEnded);
    this.#schedule();
    return { kind: 'ok' };
  }

  /** Learns what another way of the run has been given already. */
  async readUpTo(sequence: number): Promise<void> {
    const { journal } = this.#run;
    if (journal === undefined) return;
    for await (const event of readJournalFile(journal)) {
      if (event.sequence > sequence) break;
      this.#tracker.take([event]);
    }
    this.#grace.see(this.#tracker.hasEnded);
  }

  flush(closing: boolean): Promise<SinkResult> {
    const next = this.#work.then(() => this.#flushNow(closing));
    this.#work = next;
    return next;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#work;
  }

  /** Events that were delivered before the run was let go do not come again. */
  async #catchUp(events: readonly SequencedEvent[]): Promise<void> {
    const { journal } = this.#run;
    const from = events[0]?.sequence ?? 0;
    if (this.#tracker.first !== undefined || journal === undefined) return;
    for await (const event of readJournalFile(journal)) {
      if (event.sequence >= from) break;
      this.#tracker.take([event]);
    }
  }

  /** Late data have no end behind them that would have them flushed. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writtenUpTo === 0 || this.#tracker.sequence <= this.#writtenUpTo || !this.#tracker.hasEnded) return;
    void this.#memory.read().then(({ finishes }) => {
      const millis = this.#tools.lateMillis * 2 ** Math.min(finishes.length - 1, MAX_DOUBLINGS);
      clearTimeout(this.#timer);
      if (this.#closed) return;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.flush(false).then((result) => {
          if (result.kind === 'retry' && result.expected !== true)
            this.#tools.warn(`${result.reason}; it is tried again`);
          if (result.kind === 'retry') this.#schedule();
        });
      }, millis);
    });
  }

  async #flushNow(closing: boolean): Promise<SinkResult> {
    if (this.#tracker.first === undefined) return { kind: 'ok' };
    try {
      return await this.#complete(closing);
    } catch (error) {
      const reason = `run ${JSON.stringify(this.#run.runId)}: ${reasonOf(error)}`;
      return { kind: 'retry', reason, afterSeconds: RETRY_SECONDS };
    }
  }

  async #complete(closing: boolean): Promise<SinkResult> {
    const { runId } = this.#run;
    const { folder, settings } = this.#tools;
    const ending = endingOf(this.#tracker, closing);
    if (ending === undefined) {
      if (closing) this.#tools.warn(`run ${JSON.stringify(runId)} goes on: its directory is written when it has ended`);
      return { kind: 'ok' };
    }
    if (!ending.complete && !closing && !this.#grace.isOver) return this.#grace.wait(runId);
    if (!this.#isResumed) {
      this.#memory.adopt(await resumeDirectories(this.#memory.path, folder, await this.#memory.read()));
      this.#isResumed = true;
    }
    const state = await this.#memory.read();
    const { sequence: upTo } = this.#tracker;
    if ((state.finishes.at(-1)?.sequence ?? -1) >= upTo) return { kind: 'ok' };
    const foreign = await this.#foreignDirectory(state);
    if (foreign !== undefined) return { kind: 'park', reason: foreign };
    const { entity, group, jobType, tags, displayName, notes } = settings;
    const next = await writeDirectories({
      runId,
      state,
      stateFile: this.#memory.path,
      passing: this.#tools.passing,
      folder,
      entity,
      choices: { group, jobType, tags, displayName, notes },
      ending,
      events: this.#run.journal === undefined ? this.#kept : readJournalFile(this.#run.journal),
      upTo,
      artifacts: {
        journal: this.#run.journal,
        artifactRoots: this.#tools.artifactRoots,
        stateDir: this.#tools.stateDir,
        warn: (text) => this.#tools.warn(text),
      },
      warn: (text) => this.#tools.warn(text),
    });
    this.#memory.adopt(next);
    this.#writtenUpTo = upTo;
    this.#tools.written(next.directories.slice(state.directories.length));
    return { kind: 'ok' };
  }

  /** Why the run's directory is not to be written: another one of its name is there, which may have been synced. */
  async #foreignDirectory(state: RunState): Promise<string | undefined> {
    const start = this.#tracker.describe?.startMillis;
    if (start === undefined) return undefined;
    const path = join(this.#tools.folder, nextDirectoryName(this.#run.runId, state, start));
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    return `${path} is there already, and syncing it twice would double the run's rows: remove it, or name another folder with ${this.#tools.passing ? '--out' : 'WANDB_DIR'}`;
  }
}
