import type { QueueLimits } from './outbox.js';

/** Oldest records of a queue, as one consumer sees them. They stay in the queue until the batch is acknowledged. */
export interface Batch<T> {
  readonly records: readonly T[];
  /** Number of the first record, counted from the queue's first record ever. */
  readonly from: number;
  /** Number after the last record. */
  readonly to: number;
}

/** Bounds of one batch. */
export interface BatchLimits {
  readonly maxRecords: number;
  /** By the estimate given at `push`; a batch holds at least one record, however large. */
  readonly maxBytes: number;
}

/**
 * First in, first out, bounded in count and bytes. A full queue refuses the new record: what is older may already be on
 * its way. Records that were peeked and not acknowledged are peeked again.
 */
export interface RecordQueue<T> {
  /** Records that wait, those in flight included. */
  readonly size: number;
  /** Estimated bytes that wait. */
  readonly bytes: number;
  /** Records refused since the queue was made. */
  readonly dropped: number;
  /** Number after the newest record: what was recorded so far is acknowledged when `acknowledged` reaches it. */
  readonly end: number;
  /** Number of the oldest record that waits. */
  readonly acknowledged: number;
  /** Adds a record of about `bytes` serialised bytes; `false` when there was no room and it was dropped. */
  push(record: T, bytes: number): boolean;
  /** The oldest records. Does not remove them. */
  peek(limits: BatchLimits): Batch<T>;
  /** Removes the records of a batch. Acknowledging twice, or late, does no harm. */
  acknowledge(batch: Batch<T>): void;
  /** Calls `listener` after each `push` that was taken, until the returned function is called. It must not throw. */
  onPush(listener: () => void): () => void;
}

/** Places of a new ring. */
const FIRST_PLACES = 1024;

/**
 * Keeps the records in a ring that grows when it is full and shrinks when it is nearly empty. In steady flow nothing is
 * made or moved: arrays that are cut off and grown again leave copies behind, which keep sent records alive until the
 * next full garbage collection.
 */
class RingRecordQueue<T> implements RecordQueue<T> {
  readonly #limits: QueueLimits;
  /** A new list at each change: going through it makes nothing, which counts at every push. */
  #listeners: readonly (() => void)[] = [];
  /** A record's place is its number modulo the places. */
  #records: (T | undefined)[] = emptyRing(FIRST_PLACES);
  #sizes = new Float64Array(FIRST_PLACES);
  #acknowledged = 0;
  #end = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#end - this.#acknowledged;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get end(): number {
    return this.#end;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  push(record: T, bytes: number): boolean {
    if (this.size >= this.#limits.maxRecords || this.#bytes + bytes > this.#limits.maxBytes) {
      this.#dropped += 1;
      return false;
    }
    if (this.size === this.#records.length) {
      this.#resize(this.#records.length * 2);
    }
    const place = this.#place(this.#end);
    this.#records[place] = record;
    this.#sizes[place] = bytes;
    this.#end += 1;
    this.#bytes += bytes;
    for (const listener of this.#listeners) {
      listener();
    }
    return true;
  }

  peek(limits: BatchLimits): Batch<T> {
    const records: T[] = [];
    let bytes = 0;
    for (let number = this.#acknowledged; number < this.#end && records.length < limits.maxRecords; number++) {
      const record = this.#records[this.#place(number)];
      bytes += this.#sizes[this.#place(number)] ?? 0;
      if (record === undefined || (records.length > 0 && bytes > limits.maxBytes)) {
        break;
      }
      records.push(record);
    }
    return { records, from: this.#acknowledged, to: this.#acknowledged + records.length };
  }

  acknowledge(batch: Batch<T>): void {
    const until = Math.min(batch.to, this.#end);
    for (; this.#acknowledged < until; this.#acknowledged++) {
      const place = this.#place(this.#acknowledged);
      this.#bytes -= this.#sizes[place] ?? 0;
      this.#records[place] = undefined;
    }
    const places = this.#records.length;
    if (places > FIRST_PLACES && this.size * 8 < places) {
      this.#resize(places / 2);
    }
  }

  onPush(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** By remainder and not by bits, which numbers beyond 2^32 do not have. */
  #place(number: number): number {
    return number % this.#records.length;
  }

  #resize(places: number): void {
    const records = emptyRing<T>(places);
    const sizes = new Float64Array(places);
    for (let number = this.#acknowledged; number < this.#end; number++) {
      records[number % places] = this.#records[this.#place(number)];
      sizes[number % places] = this.#sizes[this.#place(number)] ?? 0;
    }
    this.#records = records;
    this.#sizes = sizes;
  }
}

function emptyRing<T>(places: number): (T | undefined)[] {
  return new Array<T | undefined>(places).fill(undefined);
}

/** Makes an empty queue. */
export function createRecordQueue<T>(limits: QueueLimits): RecordQueue<T> {
  return new RingRecordQueue(limits);
}
