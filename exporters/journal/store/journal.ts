import { join, resolve } from 'node:path';
import type { RunReference, SequencedEvent } from '../../bridge/sink.js';
import { MAX_LINE_BYTES } from '../codec/decode.js';
import { JournalUnavailableError, toUnavailable } from '../errors.js';
import { createNodeFileSystem, type JournalFileSystem } from '../files/file-system.js';
import { readJournalFile } from '../files/journal-reader.js';
import type { JournalEntry } from '../updates/client-update.js';
import { type AppendResult, addResults, NOTHING } from './batch-lines.js';
import { type Catalogue, JOURNAL_ENDING, openCatalogue } from './catalogue.js';
import { groupByRun } from './group-by-run.js';
import { createIndexBudget, type IndexBudget } from './index-budget.js';
import { createLimiter, type Limiter } from './limiter.js';
import { createOpenFiles, type OpenFiles } from './open-files.js';
import { createRunFile, type RunFileShared } from './run-file.js';
import { createRunLog, type RunLog } from './run-log.js';

/** All runs of a folder: what has been acknowledged, once, in order. */
export interface Journal {
  /**
   * Resolves when all events are on disk; an update need not be an event for it. Of what the journal holds already nothing is written again, in whatever cut it
   * comes. The start of a run becomes its first line; before it comes, the first line is a provisional one.
   *
   * @throws JournalUnavailableError when they cannot be stored now: send the same events again later. Events of other
   *   runs in the same call may be stored by then; sent again they are duplicates
   */
  append(entries: readonly JournalEntry[]): Promise<AppendResult>;
  /** Every run with at least one line. */
  runs(): readonly RunReference[];
  /** Bytes of a run's journal that are durable and visible; `undefined` for a run that is not here. */
  size(runId: string): number | undefined;
  /**
   * Events after the one with sequence `from`, up to what is durable at the time of the call. An unknown run has none.
   *
   * @throws JournalFormatError (while iterating) when the file's format is newer than this version
   */
  read(runId: string, from?: number, options?: { readonly maxEvents?: number }): AsyncIterable<SequencedEvent>;
  /** Calls the listener with the run's id whenever there is more to read. Returns how to stop that. */
  onAppend(listener: (runId: string) => void): () => void;
  /**
   * Takes a run out, if it still has the size. Events that come for it meanwhile wait, and begin it anew.
   *
   * @param removeFiles removes the run's file and whatever else there is of it
   * @returns whether it was taken out: not if something came of it, or it is not here
   * @throws what `removeFiles` throws; the run is here as before, as far as its file is
   */
  remove(runId: string, size: number, removeFiles: () => Promise<void>): Promise<boolean>;
  /** Waits for what is under way and closes the files. Later calls of `append` are rejected. */
  close(): Promise<void>;
}

/** Options of `createJournal`. */
export interface JournalOptions {
  /** Folder with one `<stem>.jsonl` a run; made if missing. A local disk, and this bridge's alone (see `createFolderLock`). */
  readonly runsDir: string;
  /** Folder for what else must be remembered; default `<runsDir>/.state`, made with mode 0700. */
  readonly stateDir?: string | undefined;
  /** Idle journals that stay open. Default 64. */
  readonly maxOpenFiles?: number | undefined;
  /** Runs that are written at once. Default 8. */
  readonly maxCommits?: number | undefined;
  /** Longest line in bytes; events with longer ones are refused. Default 16 MiB. */
  readonly maxLineBytes?: number | undefined;
  /**
   * Entries (of about 100 bytes) of the de-duplication indexes of all runs. What exceeds it is read again from the
   * journal when an event of that round comes, so it bounds memory, not exactness. Default 250,000.
   */
  readonly maxIndexEntries?: number | undefined;
  /** Events that wait for the disk; further calls are rejected with `OVERLOADED`. Default 500,000. */
  readonly maxPendingEvents?: number | undefined;
  /** Runs in the folder; events of further ones are rejected with `TOO_MANY_RUNS`. Default 100,000. */
  readonly maxRuns?: number | undefined;
  /** Says something to the operator. Default: nothing is said. */
  readonly warn?: ((text: string) => void) | undefined;
  /** Clock for a provisional `init` whose first event has no time. */
  readonly now?: (() => Date) | undefined;
  readonly fileSystem?: JournalFileSystem | undefined;
}

interface Limits {
  readonly maxRuns: number;
  readonly maxPendingEvents: number;
}

class FolderJournal implements Journal {
  readonly #logs = new Map<string, RunLog>();
  readonly #listeners = new Set<(runId: string) => void>();
  readonly #removals = new Set<Promise<void>>();
  #pendingEvents = 0;
  #closed = false;

  constructor(
    readonly runsDir: string,
    readonly catalogue: Catalogue,
    readonly limits: Limits,
    readonly shared: RunFileShared,
    readonly openFiles: OpenFiles,
    readonly commits: Limiter,
    readonly budget: IndexBudget,
  ) {
    for (const { runId, stem, size } of catalogue.found) this.#addLog(runId, stem, size);
  }

  async append(entries: readonly JournalEntry[]): Promise<AppendResult> {
    if (this.#closed) throw new JournalUnavailableError('CLOSED', this.runsDir, 'The journal is closed.');
    const waiting = this.#pendingEvents;
    if (waiting > 0 && waiting + entries.length > this.limits.maxPendingEvents) {
      throw new JournalUnavailableError('OVERLOADED', this.runsDir, `${waiting} events wait for the disk.`);
    }
    this.#pendingEvents += entries.length;
    try {
      if (this.#removals.size > 0) await Promise.allSettled(this.#removals);
      const byRun = [...groupByRun(entries)].map(([runId, own]) => ({ log: this.#logOf(runId), own }));
      const outcomes = await Promise.allSettled(byRun.map(({ log, own }) => log.append(own)));
      return outcomes.reduce((sum, outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return addResults(sum, outcome.value);
      }, NOTHING);
    } finally {
      this.#pendingEvents -= entries.length;
    }
  }

  runs(): readonly RunReference[] {
    return [...this.#logs].filter(([, log]) => log.size > 0).map(([runId, { stem }]) => ({ runId, stem }));
  }

  size(runId: string): number | undefined {
    return this.#logs.get(runId)?.size;
  }

  read(runId: string, from = 0, options: { readonly maxEvents?: number } = {}): AsyncIterable<SequencedEvent> {
    const log = this.#logs.get(runId);
    const { fileSystem, maxLineBytes } = this.shared;
    const path = join(this.runsDir, (log?.stem ?? '') + JOURNAL_ENDING);
    return readJournalFile(path, { ...options, from, to: log?.size ?? 0, maxLineBytes, fileSystem });
  }

  onAppend(listener: (runId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async remove(runId: string, size: number, removeFiles: () => Promise<void>): Promise<boolean> {
    const log = this.#logs.get(runId);
    if (this.#closed || log === undefined || log.busy || log.size !== size) return false;
    this.#logs.delete(runId);
    log.release();
    const removal = this.openFiles.forget(join(this.runsDir, log.stem + JOURNAL_ENDING)).then(removeFiles);
    this.#removals.add(removal);
    try {
      await removal;
      return true;
    } catch (error) {
      this.#addLog(runId, log.stem, size);
      throw error;
    } finally {
      this.#removals.delete(removal);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#removals);
    await Promise.all([...this.#logs.values()].map((log) => log.settled()));
    await this.openFiles.close();
  }

  #logOf(runId: string): RunLog {
    const log = this.#logs.get(runId);
    if (log !== undefined) return log;
    if (this.#logs.size >= this.limits.maxRuns) {
      const message = `${this.runsDir} has ${this.limits.maxRuns} runs already; move old ones away.`;
      throw new JournalUnavailableError('TOO_MANY_RUNS', this.runsDir, message);
    }
    return this.#addLog(runId, this.catalogue.claim(runId), 0);
  }

  #addLog(runId: string, stem: string, size: number): RunLog {
    const file = createRunFile({ stem, path: join(this.runsDir, stem + JOURNAL_ENDING), size, shared: this.shared });
    const { commits, budget } = this;
    const log = createRunLog({ stem, file, commits, budget, onDurable: () => this.#announce(runId) });
    this.#logs.set(runId, log);
    return log;
  }

  #announce(runId: string): void {
    for (const listener of this.#listeners) {
      try {
        listener(runId);
      } catch (error) {
        this.shared.warn(`A reader of the journal failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`createJournal: ${name} must be a whole number above 0, not ${value}`);
}

/**
 * Opens the journal of a folder. Journals that are there are found by their first lines; each is repaired and read once,
 * at its first append. Takes no lock: whoever calls this holds the folder's (`createFolderLock`).
 *
 * @throws RangeError for a limit that is no whole number above 0
 * @throws JournalUnavailableError when the folder cannot be made or read
 */
export async function createJournal(options: JournalOptions): Promise<Journal> {
  const fileSystem = options.fileSystem ?? createNodeFileSystem();
  const warn = options.warn ?? (() => undefined);
  const runsDir = resolve(options.runsDir);
  const stateDir = options.stateDir === undefined ? join(runsDir, '.state') : resolve(options.stateDir);
  const maxLineBytes = positive('maxLineBytes', options.maxLineBytes ?? MAX_LINE_BYTES);
  const openFiles = createOpenFiles(fileSystem, positive('maxOpenFiles', options.maxOpenFiles ?? 64));
  const commits = createLimiter(positive('maxCommits', options.maxCommits ?? 8));
  const maxIndexEntries = positive('maxIndexEntries', options.maxIndexEntries ?? 250_000);
  const budget = createIndexBudget(maxIndexEntries);
  const limits = {
    maxRuns: positive('maxRuns', options.maxRuns ?? 100_000),
    maxPendingEvents: positive('maxPendingEvents', options.maxPendingEvents ?? 500_000),
  };
  const now = options.now ?? (() => new Date());
  const tornDir = join(stateDir, 'torn');
  const shared = { fileSystem, openFiles, lineBytes: [], tornDir, maxLineBytes, maxIndexEntries, now, warn };
  try {
    await fileSystem.makeFolder(runsDir);
    await fileSystem.makeFolder(stateDir, 0o700);
    const catalogue = await openCatalogue({ runsDir, fileSystem, maxLineBytes, warn });
    return new FolderJournal(runsDir, catalogue, limits, shared, openFiles, commits, budget);
  } catch (error) {
    throw toUnavailable(error, runsDir);
  }
}
