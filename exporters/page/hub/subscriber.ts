import type { Buffer } from 'node:buffer';
import type { Dirty } from './dirty.js';
import { withStep } from './dirty.js';
import type { Step } from './live-run.js';

/** The way to one page. */
export interface Channel {
  /** @returns false when the page reads slower than is written: then nothing more is written until it drained */
  write(data: Buffer | string): boolean;
  /** Called each time that what was written has gone out, after `write` said false. */
  onDrain(listener: () => void): void;
  /** Ends the connection. */
  close(): void;
}

/** Time after which a page that does not read is given up, in milliseconds. */
const MAX_BLOCKED_MILLIS = 60_000;

/** One page that watches. What it lacks is a set, not a queue, so that a slow page costs nothing. */
export class Subscriber {
  readonly #channel: Channel;
  readonly #now: () => number;
  #dirty: Dirty | undefined;
  #blockedSince: number | undefined;

  /** @param onDrained the page reads again and may be given what it lacks */
  constructor(channel: Channel, now: () => number, onDrained: () => void) {
    this.#channel = channel;
    this.#now = now;
    channel.onDrain(() => {
      this.#blockedSince = undefined;
      onDrained();
    });
  }

  /** What the page lacks beside; `undefined` for nothing. */
  start(dirty: Dirty | undefined): void {
    this.#dirty = dirty;
  }

  /** Takes a step that the page has to be told of. */
  add(step: Step): void {
    this.#dirty = withStep(this.#dirty, step);
  }

  /** Tells the page what it lacks, unless it still has something to read. @returns bytes written */
  flush(encode: (dirty: Dirty) => Buffer): number {
    if (this.#dirty === undefined || this.#blockedSince !== undefined) return 0;
    const data = encode(this.#dirty);
    this.#dirty = undefined;
    this.#write(data);
    return data.length;
  }

  /** Says something beside the run, such as a sign of life; left out while the page does not read. */
  say(text: string): void {
    if (this.#blockedSince === undefined) this.#write(text);
    else if (this.#now() - this.#blockedSince > MAX_BLOCKED_MILLIS) this.#channel.close();
  }

  /** Ends the connection. */
  close(): void {
    this.#channel.close();
  }

  #write(data: Buffer | string): void {
    if (!this.#channel.write(data)) this.#blockedSince = this.#now();
  }
}
