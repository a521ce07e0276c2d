import { SILENCE_SECONDS } from '../../run-model/index.js';
import type { RunListEntry } from '../types.js';
import type { RunFileState, RunFolder } from './run-folder.js';

/** Most runs in the list: those whose journals changed last. */
const MAX_LISTED = 2000;
/** Least time between two looks at the folder. */
const LOOK_MILLIS = 1000;
/** Least time between two readings of one journal. */
const READ_AGAIN_MILLIS = 2000;
/** Time between two words about a long list that is still being read. */
const TELL_MILLIS = 2000;
/** How long somebody who asks waits for journals that were not read yet. */
const PATIENCE_MILLIS = 1500;

/** The list as far as it is known. */
export interface RunListAnswer {
  /** The youngest first. */
  readonly runs: readonly RunListEntry[];
  /** Journals that are still to be read; the list changes when they are. */
  readonly pending: number;
  /** Older runs that the list leaves out. */
  readonly more: number;
}

/** What is known of one journal. */
interface Known {
  readonly file: RunFileState;
  readonly readAt: number;
  /** `undefined` for a journal that tells no run. */
  readonly entry: RunListEntry | undefined;
}

/** Options of {@link RunList}. */
export interface RunListOptions {
  readonly folder: RunFolder;
  /** Reads a journal for its line; `undefined` when it tells no run. */
  readonly read: (file: RunFileState) => Promise<RunListEntry | undefined>;
  /** Called when the list changed by more than the time of the last datum. */
  readonly onChange: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Lines of all runs of a folder. Journals are read one after the other, the youngest first, and again when they grew. */
export class RunList {
  readonly #options: RunListOptions;
  readonly #known = new Map<string, Known>();
  #files: readonly RunFileState[] = [];
  #more = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #reading: Promise<void> | undefined;
  #closed = false;

  constructor(options: RunListOptions) {
    this.#options = options;
  }

  /** The list, waiting a moment for what was not read yet. @param wait `false`: answers with what is there */
  async answer(wait = true): Promise<RunListAnswer> {
    await this.look();
    if (wait && this.#reading !== undefined) await Promise.race([this.#reading, pause(PATIENCE_MILLIS)]);
    const entries = this.#files.flatMap(({ stem }) => this.#known.get(stem)?.entry ?? []);
    const runs = entries.map((entry) => atTime(entry, this.#options.now()));
    const begin = ({ startedAt, lastDataAt }: RunListEntry) => startedAt ?? lastDataAt ?? 0;
    runs.sort((a, b) => begin(b) - begin(a) || (a.stem < b.stem ? -1 : 1));
    return { runs, pending: this.#stale().length, more: this.#more };
  }

  /** Looks at the folder and begins to read what is new. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Reads nothing more. */
  close(): void {
    this.#closed = true;
  }

  async #look(): Promise<void> {
    const now = this.#options.now();
    // A clock that was set back counts as time that has passed.
    if (Math.abs(now - this.#lookedAt) >= LOOK_MILLIS) {
      const files = [...(await this.#options.folder.list())].sort((a, b) => b.changedAt - a.changedAt);
      this.#lookedAt = now;
      this.#files = files.slice(0, MAX_LISTED);
      this.#more = files.length - this.#files.length;
      this.#forgetOthers();
    }
    if (this.#stale().length > 0) {
      this.#reading ??= this.#readAll().finally(() => {
        this.#reading = undefined;
      });
    }
  }

  #forgetOthers(): void {
    const stems = new Set(this.#files.map(({ stem }) => stem));
    let changed = false;
    for (const stem of this.#known.keys()) {
      if (stems.has(stem)) continue;
      this.#known.delete(stem);
      changed = true;
    }
    if (changed) this.#options.onChange();
  }

  #stale(): readonly RunFileState[] {
    const now = this.#options.now();
    return this.#files.filter((file) => {
      const known = this.#known.get(file.stem);
      if (known === undefined) return true;
      const same = known.file.size === file.size && known.file.inode === file.inode;
      return !same && Math.abs(now - known.readAt) >= READ_AGAIN_MILLIS;
    });
  }

  async #readAll(): Promise<void> {
    const { read, now, onChange } = this.#options;
    let changed = false;
    let toldAt = now();
    for (const file of this.#stale()) {
      if (this.#closed) return;
      const entry = await read(file).catch(() => undefined);
      const before = this.#known.get(file.stem);
      this.#known.set(file.stem, { file, entry, readAt: now() });
      changed ||= before === undefined || contentOf(before.entry) !== contentOf(entry);
      if (!changed || now() - toldAt < TELL_MILLIS) continue;
      onChange();
      changed = false;
      toldAt = now();
    }
    if (changed) onChange();
  }
}

/** Silence makes a run interrupted without anything being written. */
function atTime(entry: RunListEntry, now: number): RunListEntry {
  const last = entry.lastDataAt ?? entry.startedAt ?? now;
  const silent = entry.state === 'running' && now - last > SILENCE_SECONDS * 1000;
  return silent ? { ...entry, state: 'interrupted' } : entry;
}

function contentOf(entry: RunListEntry | undefined): string {
  return entry === undefined ? '' : JSON.stringify({ ...entry, lastDataAt: undefined });
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}
