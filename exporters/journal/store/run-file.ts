import { dirname } from 'node:path';
import { JournalFormatError, JournalUnavailableError, toUnavailable } from '../errors.js';
import type { JournalFile, JournalFileSystem } from '../files/file-system.js';
import { readJournalFile } from '../files/journal-reader.js';
import { repairTornTail, writeAll } from '../files/torn-tail.js';
import { createDedupIndex, type DedupIndex } from '../identity/dedup-index.js';
import { type Identity, identityOf } from '../identity/identity.js';
import type { JournalEntry } from '../updates/client-update.js';
import { LineBytes } from '../updates/line-bytes.js';
import { type AppendResult, addResults, NOTHING, SLICE_EVENTS } from './batch-lines.js';
import { appendEntries } from './entry-lines.js';
import { foresightOf } from './foresight.js';
import { SPARE } from './index-budget.js';
import type { OpenFiles } from './open-files.js';

/** What the files of all runs share. */
export interface RunFileShared {
  readonly fileSystem: JournalFileSystem;
  readonly openFiles: OpenFiles;
  /** Memory for lines that no commit uses at the moment. */
  readonly lineBytes: LineBytes[];
  /** Folder where torn last lines are kept. */
  readonly tornDir: string;
  readonly maxLineBytes: number;
  /** Entries of the index that a run may have while its file is read: what is older is read again when it is needed. */
  readonly maxIndexEntries: number;
  readonly now: () => Date;
  readonly warn: (text: string) => void;
}

/** The file of one run and the index of what it holds. One commit at a time. */
export interface RunFile {
  /** Bytes of whole lines that are durable. */
  readonly size: number;
  readonly indexSize: number;
  /** Not while a commit is under way. */
  shrinkIndex(size: number, spare: number): void;
  /**
   * Writes what is new in the events of several calls and returns when it is durable, with one result a call. After an
   * error nothing of it is in the file (or will be before the next commit) nor remembered.
   *
   * @throws JournalUnavailableError when the disk does not take it
   */
  commit(calls: readonly (readonly JournalEntry[])[]): Promise<readonly AppendResult[]>;
}

/** Bytes that are written in one go, so that a large request is not in memory twice. */
const PIECE_BYTES = 512 * 1024;
/** Bytes that memory for lines begins with; it grows by itself. */
const FIRST_BYTES = 16 * 1024;
/** Pieces of memory for lines that are kept between commits. */
const MAX_KEPT = 4;
/** Bytes that may be read again before the operator hears of it, if they are also so many times what the file has. */
const MUCH_BYTES = 64 * 2 ** 20;
const MANY_TIMES = 4;

class IndexedRunFile implements RunFile {
  #size: number;
  #index: DedupIndex;
  /** The index holds what the file holds, and all of that is durable. */
  #loaded = false;
  /** The file may have bytes after `#size` that could not be cut off. */
  #dirty = false;
  /** Bytes that were read again because the index had let go of them; infinite once that was said. */
  #readAgain = 0;

  constructor(
    readonly stem: string,
    readonly path: string,
    size: number,
    readonly shared: RunFileShared,
  ) {
    this.#size = size;
    this.#index = this.#emptyIndex();
  }

  get size(): number {
    return this.#size;
  }

  get indexSize(): number {
    return this.#index.size;
  }

  shrinkIndex(size: number, spare: number): void {
    this.#index.shrink(size, spare);
  }

  async commit(calls: readonly (readonly JournalEntry[])[]): Promise<readonly AppendResult[]> {
    const { openFiles } = this.shared;
    let file: JournalFile | undefined;
    try {
      const opened = await this.#open();
      file = opened.file;
      await this.#makeReady(file, opened.size);
      const { results, end } = await this.#write(file, calls);
      if (end > this.#size) await file.datasync();
      this.#index.commit(this.#size, end);
      this.#size = end;
      await openFiles.release(this.path, file);
      return results;
    } catch (error) {
      this.#index.rollback();
      if (file !== undefined) await this.#cutBack(file);
      throw error instanceof JournalFormatError
        ? new JournalUnavailableError('FORMAT', this.path, error.message, { cause: error })
        : toUnavailable(error, this.path);
    }
  }

  /** The open file and its size; another file if somebody deleted the one that was open. */
  async #open(): Promise<{ readonly file: JournalFile; readonly size: number }> {
    const { openFiles, warn } = this.shared;
    let file = await openFiles.acquire(this.path);
    try {
      let { size, links } = await file.stat();
      if (links === 0) {
        warn(`${this.path} was deleted while its run went on; it is begun again.`);
        this.#loaded = false;
        await openFiles.discard(file);
        file = await openFiles.acquire(this.path);
        ({ size, links } = await file.stat());
      }
      return { file, size };
    } catch (error) {
      await openFiles.discard(file);
      throw error;
    }
  }

  /** After this the file ends at `#size` and the index holds all that is in it. */
  async #makeReady(file: JournalFile, sizeNow: number): Promise<void> {
    let size = sizeNow;
    if (this.#dirty) {
      await file.truncate(this.#size);
      this.#dirty = false;
      ({ size } = await file.stat());
    }
    if (this.#loaded && size === this.#size) return;
    if (this.#loaded) this.shared.warn(`${this.path} was changed by somebody else; it is read again.`);
    this.#loaded = false;
    this.#index = this.#emptyIndex();
    const { fileSystem, tornDir, maxLineBytes, maxIndexEntries, warn } = this.shared;
    this.#size = await repairTornTail({ file, stem: this.stem, tornDir, fileSystem, maxLineBytes, warn });
    for await (const { identity, from, to } of this.#identities(0, this.#size)) {
      this.#index.restore(identity, from, to);
      // By half, so that it does not happen at every line.
      if (this.#index.size > maxIndexEntries) this.#index.shrink(maxIndexEntries / 2);
    }
    // A crash may have left lines that were never synced: they must be durable before one counts as a duplicate.
    await file.datasync();
    await fileSystem.syncFolder(dirname(this.path));
    this.#loaded = true;
  }

  /** Writes after the last durable line: all calls together, in pieces only when there is much. */
  async #write(
    file: JournalFile,
    calls: readonly (readonly JournalEntry[])[],
  ): Promise<{ readonly results: readonly AppendResult[]; readonly end: number }> {
    const { maxLineBytes, now } = this.shared;
    let end = this.#size;
    const bytes = this.shared.lineBytes.pop() ?? new LineBytes(FIRST_BYTES);
    const flush = async () => {
      await writeAll(file, bytes.written(), end);
      end += bytes.length;
      bytes.cutBack(0);
    };
    const foresee = foresightOf(calls, maxLineBytes);
    const options = () => ({
      index: this.#index,
      foresee,
      bytes,
      atStart: end + bytes.length === 0,
      maxLineBytes,
      now,
    });
    try {
      const results: AppendResult[] = [];
      for (const entries of calls) {
        let sum = NOTHING;
        for (let at = 0; at < entries.length; at += SLICE_EVENTS) {
          sum = addResults(sum, await appendEntries(entries.slice(at, at + SLICE_EVENTS), options()));
          if (bytes.length > PIECE_BYTES) await flush();
        }
        results.push(sum);
      }
      await flush();
      return { results, end };
    } finally {
      this.#keep(bytes);
    }
  }

  /** Keeps the memory for the next commit of any run, unless one of absurd size made it large. */
  #keep(bytes: LineBytes): void {
    const { lineBytes } = this.shared;
    bytes.cutBack(0);
    if (lineBytes.length < MAX_KEPT && bytes.capacity <= 4 * PIECE_BYTES) lineBytes.push(bytes);
  }

  /** Takes back what a failed commit wrote, now or before the next one; the file is opened anew for that. */
  async #cutBack(file: JournalFile): Promise<void> {
    if (this.#loaded) {
      this.#dirty = true;
      try {
        await file.truncate(this.#size);
        this.#dirty = false;
      } catch {
        // The disk is in trouble; readers stop at `#size` all the same, and the next commit tries again.
      }
    }
    await this.shared.openFiles.discard(file);
  }

  #emptyIndex(): DedupIndex {
    const scan = (from: number, to: number) => {
      this.#noteReadAgain(to - from);
      return this.#identities(from, to);
    };
    // So much may stay of a round that is in use (see `IndexBudget`).
    return createDedupIndex(scan, this.shared.maxIndexEntries * SPARE);
  }

  /** Says once when requests keep asking for what the index has no room for: each of them waits for the reading. */
  #noteReadAgain(bytes: number): void {
    this.#readAgain += bytes;
    if (this.#readAgain < MUCH_BYTES || this.#readAgain < MANY_TIMES * this.#size) return;
    if (this.#readAgain === Number.POSITIVE_INFINITY) return;
    const megabytes = Math.round(this.#readAgain / 1e6);
    this.#readAgain = Number.POSITIVE_INFINITY;
    const { warn, maxIndexEntries } = this.shared;
    warn(
      `${this.path}: ${megabytes} MB were read again to recognise repetitions, because requests are about more updates than are remembered (${maxIndexEntries}); "fedotel bridge --index-entries" sets how many.`,
    );
  }

  async *#identities(from: number, to: number): AsyncGenerator<{ identity: Identity; from: number; to: number }> {
    const { fileSystem, maxLineBytes } = this.shared;
    let start = from;
    for await (const { event, sequence } of readJournalFile(this.path, { from, to, maxLineBytes, fileSystem })) {
      yield { identity: identityOf(event), from: start, to: sequence };
      start = sequence;
    }
  }
}

/** What `createRunFile` needs. */
export interface RunFileOptions {
  readonly stem: string;
  readonly path: string;
  /** Bytes of whole lines in the file as far as known; 0 for a new run. */
  readonly size: number;
  readonly shared: RunFileShared;
}

/** The file of a run. It is opened, repaired and read at the first commit. */
export function createRunFile({ stem, path, size, shared }: RunFileOptions): RunFile {
  return new IndexedRunFile(stem, path, size, shared);
}
