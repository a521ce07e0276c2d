import { setImmediate } from 'node:timers/promises';
import type { Clock, RunFiles } from '../../../../exporters/map/index.js';

/** Files in memory that count what is written. */
export class MemoryFiles implements RunFiles {
  readonly texts = new Map<string, string>();
  /** Sizes of files that are not written through here (journals). */
  readonly sizes = new Map<string, number>();
  readonly folders: string[] = [];
  readonly durable: boolean[] = [];
  bytes = 0;
  writes = 0;
  /** What the next calls fail with. */
  fault: Error | undefined;

  async makeFolder(path: string): Promise<void> {
    this.folders.push(path);
  }

  async removeLeft(): Promise<void> {}

  async replace(path: string, content: string | Iterable<string>, durable: boolean): Promise<number> {
    if (this.fault !== undefined) throw this.fault;
    const text = typeof content === 'string' ? content : [...content].join('');
    const bytes = Buffer.byteLength(text);
    this.texts.set(path, text);
    this.bytes += bytes;
    this.writes++;
    this.durable.push(durable);
    return bytes;
  }

  async size(path: string): Promise<number | undefined> {
    return this.sizes.get(path);
  }

  async checkWritable(): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
  }
}

/** Turns of the event loop for what a timer starts: a map is made in several where the machine is slow. */
const TURNS = 50;

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(millis: number, callback: () => void): () => void {
    const timer = { at: this.#now + millis, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets time pass and calls what is due; what that starts has ended when the promise resolves. */
  async pass(millis: number): Promise<void> {
    this.#now += millis;
    for (;;) {
      const due = this.#timers.find(({ at }) => at <= this.#now);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      due.callback();
    }
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  }
}
