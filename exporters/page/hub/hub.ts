import { JournalFormatError } from '../../journal/index.js';
import type { PlaceLookup } from '../frames/index.js';
import type { RunListEntry } from '../types.js';
import { documentPieces, eventText } from './messages.js';
import { OpenRuns, type OpenRunsLimits } from './open-runs.js';
import type { RunFileState, RunFolder } from './run-folder.js';
import { RunList, type RunListAnswer } from './run-list.js';
import { type Channel, Subscriber } from './subscriber.js';

/** Signs of life on idle connections: proxies cut what says nothing for a minute. */
const PING_MILLIS = 15_000;
/** Runs that had data so recently are kept in memory for the list: they will grow again. */
const RECENT_MILLIS = 15 * 60 * 1000;

/** Options of {@link createHub}. */
export interface HubOptions extends Partial<OpenRunsLimits> {
  readonly folder: RunFolder;
  /** Connections of pages that watch at one time; a page has one for its run and one for the list. Default 512. */
  readonly maxSubscribers?: number | undefined;
  /** Milliseconds between two looks at the files of runs that are watched. Default 250. */
  readonly pollMillis?: number | undefined;
  /** Milliseconds between two looks at the folder while somebody watches. Default 2000. */
  readonly listMillis?: number | undefined;
  /** Finds coordinates for clients that gave none. */
  readonly lookup?: PlaceLookup | undefined;
  /** Says something to the operator. */
  readonly warn?: ((text: string) => void) | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** Why a run cannot be had. */
export type Absence =
  | { readonly kind: 'missing' }
  /** The limits of memory or of connections are reached; later it may be had. */
  | { readonly kind: 'busy'; readonly reason: string }
  /** The journal cannot be read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A run's document. */
export interface DocumentAnswer {
  readonly kind: 'ok';
  /** The same for the same content. */
  readonly tag: string;
  /** JSON of a `RunDocument`, in pieces that are put one after the other. The first is to be taken at once, the rest at any time. */
  pieces(): Iterable<string>;
}

/** A page that watches. */
export interface Watch {
  readonly kind: 'ok';
  /** Ends it; to be called when the connection is gone. */
  stop(): void;
}

/** The runs of one folder for all pages that show them. */
export interface Hub {
  /** Connections of pages that watch now. */
  readonly subscribers: number;
  /** The list of runs. */
  runs(): Promise<RunListAnswer>;
  /** A whole run as it is now. */
  document(stem: string): Promise<DocumentAnswer | Absence>;
  /**
   * Gives a page everything of a run that came after a place in its journal, now and from now on.
   *
   * @param open opens the way to the page; called when it may watch
   */
  watch(stem: string, after: number, open: () => Channel): Promise<Watch | Absence>;
  /** Tells a page when the list of runs changed. */
  watchList(open: () => Channel): Watch | Absence;
  /** Something was written to a run's journal: to be called where somebody knows, so that nobody waits for the next look. */
  notify(runId: string): void;
  /** Tells all pages what has come and ends their connections. */
  close(): Promise<void>;
}

class FolderHub implements Hub {
  readonly #folder: RunFolder;
  readonly #maxSubscribers: number;
  readonly #now: () => number;
  readonly #warn: (text: string) => void;
  readonly #runs: OpenRuns;
  readonly #list: RunList;
  readonly #listSubscribers = new Set<Subscriber>();
  readonly #timers: readonly NodeJS.Timeout[];
  #subscribers = 0;

  constructor(options: HubOptions) {
    const { folder, lookup, now = Date.now, warn = () => undefined } = options;
    this.#folder = folder;
    this.#maxSubscribers = options.maxSubscribers ?? 512;
    this.#now = now;
    this.#warn = warn;
    this.#runs = new OpenRuns({
      folder,
      lookup,
      now,
      maxOpenRuns: options.maxOpenRuns ?? 16,
      maxOpenBytes: options.maxOpenBytes ?? 128 * 1024 * 1024,
      detailBytes: options.detailBytes ?? 64 * 1024 * 1024,
      onFault: (stem, error) => warn(`page: run file ${stem}: ${reasonOf(error)}`),
    });
    this.#list = new RunList({ folder, now, read: (file) => this.#entryOf(file), onChange: () => this.#listChanged() });
    this.#timers = [
      setInterval(() => this.#poll(), options.pollMillis ?? 250),
      setInterval(() => this.#lookAtList(), options.listMillis ?? 2000),
      setInterval(() => this.#ping(), PING_MILLIS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  get subscribers(): number {
    return this.#subscribers;
  }

  runs(): Promise<RunListAnswer> {
    return this.#list.answer();
  }

  async document(stem: string): Promise<DocumentAnswer | Absence> {
    const found = await this.#take(stem);
    if (found.kind !== 'ok') return found;
    const { run } = found.watched;
    const { frames, sequence } = run;
    const tag = `${found.file.inode.toString(36)}-${sequence}-${run.generation}-${frames.run.state}`;
    return { kind: 'ok', tag, pieces: () => documentPieces(frames, sequence) };
  }

  async watch(stem: string, after: number, open: () => Channel): Promise<Watch | Absence> {
    const full = this.#full();
    if (full !== undefined) return full;
    this.#subscribers += 1;
    const found = await this.#take(stem);
    if (found.kind !== 'ok') {
      this.#subscribers -= 1;
      return found;
    }
    return this.#watchOf(found.watched.add(open(), after));
  }

  watchList(open: () => Channel): Watch | Absence {
    const full = this.#full();
    if (full !== undefined) return full;
    this.#subscribers += 1;
    const subscriber = new Subscriber(open(), this.#now, () => undefined);
    this.#listSubscribers.add(subscriber);
    return this.#watchOf(() => this.#listSubscribers.delete(subscriber));
  }

  notify(runId: string): void {
    for (const watched of this.#runs.all()) {
      if (watched.watchers > 0 && watched.run.frames.run.runId === runId) watched.notify();
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#list.close();
    await this.#runs.close();
    for (const subscriber of this.#listSubscribers) subscriber.close();
    this.#listSubscribers.clear();
  }

  #full(): Absence | undefined {
    if (this.#subscribers < this.#maxSubscribers) return undefined;
    return { kind: 'busy', reason: `${this.#maxSubscribers} pages are watching already` };
  }

  #watchOf(remove: () => unknown): Watch {
    let stopped = false;
    return {
      kind: 'ok',
      stop: () => {
        if (stopped) return;
        stopped = true;
        this.#subscribers -= 1;
        remove();
      },
    };
  }

  async #take(stem: string) {
    const file = await this.#folder.find(stem);
    if (file === undefined) return { kind: 'missing' } as const;
    try {
      const watched = await this.#runs.take(file, true);
      if (watched === undefined) return { kind: 'busy', reason: 'too many runs are watched at once' } as const;
      return { kind: 'ok', file, watched } as const;
    } catch (error) {
      this.#warn(`page: run file ${stem}: ${reasonOf(error)}`);
      return { kind: 'unreadable', reason: publicReason(error) } as const;
    }
  }

  /** The run's line; from memory where the run is there or will be asked for again. */
  async #entryOf(file: RunFileState): Promise<RunListEntry | undefined> {
    const recent = this.#now() - file.changedAt < RECENT_MILLIS || this.#runs.get(file.stem) !== undefined;
    const run = (recent ? await this.#runs.take(file) : undefined)?.run ?? this.#runs.transient(file);
    if (run.sequence === 0) await run.advance(file);
    return run.sequence === 0 ? undefined : run.entry();
  }

  #poll(): void {
    for (const watched of this.#runs.all()) if (watched.watchers > 0) watched.notify();
  }

  #lookAtList(): void {
    if (this.#subscribers > 0) void this.#list.look();
  }

  #listChanged(): void {
    const text = eventText('runs', '{}');
    for (const subscriber of this.#listSubscribers) subscriber.say(text);
    for (const watched of this.#runs.all()) watched.say(text);
  }

  #ping(): void {
    for (const watched of this.#runs.all()) watched.ping();
    for (const subscriber of this.#listSubscribers) subscriber.say(': ping\n\n');
  }
}

/** What a page may know of it: neither paths nor the system's words. */
function publicReason(error: unknown): string {
  return error instanceof JournalFormatError
    ? 'a newer version of fedotel wrote this run'
    : 'the run file cannot be read; the log of the server says why';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Creates the hub of a folder. It reads nothing until somebody asks. */
export function createHub(options: HubOptions): Hub {
  return new FolderHub(options);
}
