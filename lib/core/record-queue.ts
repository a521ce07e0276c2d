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

/** Head of the arrays is cut off when this many acknowledged slots have gathered: amortised constant time. */
const COMPACT_AT = 1024;

class ArrayRecordQueue<T> implements RecordQueue<T> {
  readonly #limits: QueueLimits;
  readonly #listeners = new Set<() => void>();
  #records: (T | undefined)[] = [];
  #sizes: number[] = [];
  /** Index of the oldest waiting record in the arrays. */
  #head = 0;
  #acknowledged = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#records.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get end(): number {
    return this.#acknowledged + this.size;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  push(record: T, bytes: number): boolean {
    if (this.size >= this.#limits.maxRecords || this.#bytes + bytes > this.#limits.maxBytes) {
      this.#dropped += 1;
      return false;
    }
    this.#records.push(record);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    for (const listener of this.#listeners) {
      listener();
    }
    return true;
  }

  peek(limits: BatchLimits): Batch<T> {
    const records: T[] = [];
    let bytes = 0;
    for (let index = this.#head; index < this.#records.length && records.length < limits.maxRecords; index++) {
      const record = this.#records[index];
      bytes += this.#sizes[index] ?? 0;
      if (record === undefined || (records.length > 0 && bytes > limits.maxBytes)) {
        break;
      }
      records.push(record);
    }
    return { records, from: this.#acknowledged, to: this.#acknowledged + records.length };
  }

  acknowledge(batch: Batch<T>): void {
    const until = Math.min(batch.to, this.end);
    while (this.#acknowledged < until) {
      this.#bytes -= this.#sizes[this.#head] ?? 0;
      this.#records[this.#head] = undefined;
      this.#head += 1;
      this.#acknowledged += 1;
    }
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#sizes = this.#sizes.slice(this.#head);
      this.#head = 0;
    }
  }

  onPush(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** Makes an empty queue. */
export function createRecordQueue<T>(limits: QueueLimits): RecordQueue<T> {
  return new ArrayRecordQueue(limits);
}
