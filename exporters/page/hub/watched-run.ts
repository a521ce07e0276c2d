import type { Buffer } from 'node:buffer';
import { type Dirty, dirtyKey, dirtyOf } from './dirty.js';
import type { LiveRun, Step } from './live-run.js';
import { patchOf } from './messages.js';
import { type Channel, Subscriber } from './subscriber.js';

/** Least time between two messages to a page: at most four a second. */
export const MIN_INTERVAL_MILLIS = 250;
/** Longest time between two messages, however large they are. */
const MAX_INTERVAL_MILLIS = 10_000;
/** Work on one run takes at most this share of the time. */
const BUSY_SHARE = 0.1;
/** Bytes a second to all pages of one run together. */
const BYTES_PER_SECOND = 32 * 1024 * 1024;

/** Options of {@link WatchedRun}. */
export interface WatchedRunOptions {
  readonly run: LiveRun;
  /** Reads what is new of the run. Rejects when it cannot be read, or is gone. */
  readonly advance: () => Promise<Step>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called when the run cannot be read any more; its pages are gone. */
  readonly onFault: (error: unknown) => void;
}

/** A run with the pages that watch it: one step for all, as often as they and the machine bear. */
export class WatchedRun {
  readonly run: LiveRun;
  /** Who has asked for the run and waits for it, maybe to watch it: it is not let go meanwhile. */
  askers = 0;
  readonly #options: WatchedRunOptions;
  readonly #subscribers = new Set<Subscriber>();
  #timer: NodeJS.Timeout | undefined;
  /** The step that is under way. */
  #stepping: Promise<void> | undefined;
  #again = false;
  #nextAt = 0;
  #closed = false;

  constructor(options: WatchedRunOptions) {
    this.run = options.run;
    this.run.onStep = (step) => {
      for (const subscriber of this.#subscribers) subscriber.add(step);
    };
    this.#options = options;
  }

  /** Number of pages that watch. */
  get watchers(): number {
    return this.#subscribers.size;
  }

  /**
   * Adds a page.
   *
   * @param after place in the journal that the page is of
   * @returns how to take it away again
   */
  add(channel: Channel, after: number): () => void {
    const subscriber = new Subscriber(channel, this.#options.now, () => this.#flush([subscriber]));
    const { sequence, frames } = this.run;
    const changes = this.run.since(after);
    // A run that has fallen silent since says so, although its journal has not grown.
    const current = changes !== undefined && after === sequence && frames.run.state !== 'interrupted';
    if (!current) subscriber.start(dirtyOf(changes));
    this.#subscribers.add(subscriber);
    this.#flush([subscriber]);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  /**
   * Reads what is new now, for somebody who asks for the run as it is. The pages are told in their time.
   *
   * @throws what `advance` does
   */
  async catchUp(): Promise<void> {
    const step = await this.#options.advance();
    if (step.kind !== 'same' && this.#subscribers.size > 0) this.notify();
  }

  /** The run may have something new. */
  notify(): void {
    if (this.#closed || this.#timer !== undefined) return;
    if (this.#stepping !== undefined) {
      this.#again = true;
      return;
    }
    const left = Math.max(0, this.#nextAt - this.#options.now());
    // It was never to be that long: somebody has set the clock back.
    const wait = left > MAX_INTERVAL_MILLIS ? MIN_INTERVAL_MILLIS : left;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#stepping = this.#step();
    }, wait);
    this.#timer.unref();
  }

  /** Judges silence, and gives every page a sign of life. */
  ping(): void {
    if (this.run.refresh().kind !== 'same') this.notify();
    for (const subscriber of this.#subscribers) subscriber.say(': ping\n\n');
  }

  /** Says that the list of runs changed, on the connection that the page has anyway. */
  say(text: string): void {
    for (const subscriber of this.#subscribers) subscriber.say(text);
  }

  /** Tells the pages what has come, and ends their connections. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    // A step under way may have read before the last words came.
    await this.#stepping;
    if (this.#subscribers.size > 0) await this.#step();
    for (const subscriber of this.#subscribers) subscriber.close();
    this.#subscribers.clear();
  }

  async #step(): Promise<void> {
    const { now } = this.#options;
    const start = now();
    let bytes = 0;
    try {
      await this.#options.advance();
      bytes = this.#flush(this.#subscribers);
    } catch (error) {
      for (const subscriber of this.#subscribers) subscriber.close();
      this.#options.onFault(error);
    }
    const busy = (now() - start) / BUSY_SHARE;
    const sending = (bytes / BYTES_PER_SECOND) * 1000;
    this.#nextAt = now() + Math.min(Math.max(MIN_INTERVAL_MILLIS, busy, sending), MAX_INTERVAL_MILLIS);
    this.#stepping = undefined;
    if (this.#again) {
      this.#again = false;
      this.notify();
    }
  }

  /** Pages that lack the same share one buffer. */
  #flush(subscribers: Iterable<Subscriber>): number {
    const { frames, sequence } = this.run;
    const patches = new Map<string, Buffer>();
    const encode = (dirty: Dirty) => {
      const key = dirtyKey(dirty);
      const patch = patches.get(key) ?? patchOf(dirty, frames, sequence);
      patches.set(key, patch);
      return patch;
    };
    let bytes = 0;
    for (const subscriber of subscribers) bytes += subscriber.flush(encode);
    return bytes;
  }
}
