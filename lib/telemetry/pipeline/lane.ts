import type { Batch, BatchLimits, RecordQueue } from '../../core/record-queue.js';
import type { ExportOutcome } from './export-outcome.js';
import { yieldToLoop } from './yield-to-loop.js';

/** One export of a lane: tried again until it is acknowledged or refused for good. */
export interface SendRequest {
  /** Records in it. */
  readonly count: number;
  /** Sends it. Must not reject. */
  send(): Promise<ExportOutcome>;
}

/** What a lane is made of. */
export interface LaneOptions<T> {
  readonly queue: RecordQueue<T>;
  /** Bounds of one batch. */
  readonly limits: BatchLimits;
  /** Records that are sent without waiting for the interval; as many as a batch holds by default. */
  readonly dueRecords?: number;
  /** Longest wait of a record before it is sent. Seconds. */
  readonly intervalSeconds: number;
  /** Turns records into exports, in the order in which they must be sent. An empty list drops the records silently. */
  prepare(records: readonly T[]): readonly SendRequest[];
  /** Resolves when the batch may go; for lanes that let another one go first. */
  before?: () => Promise<void>;
  /** Told of records that were refused for good. */
  onRejected(count: number, reason: string): void;
  /** Told of each export that is to be tried again, and how many times in a row that has happened. */
  onRetry?: (failures: number, reason: string) => void;
  /** First and longest pause between attempts. Seconds. */
  readonly backoff?: { readonly initialSeconds: number; readonly maxSeconds: number };
}

/** Drains one queue: one export at a time, each batch kept in the queue until it is acknowledged. */
export interface Lane {
  /** Sends what waits now, and tries again at once what is pausing after a failure. */
  nudge(): void;
  /** Resolves when everything that is in the queue now is acknowledged or refused, or the lane has stopped. */
  drained(): Promise<void>;
  /** Resolves when the oldest waiting batch has been tried, whatever the answer; at once when nothing waits. */
  tried(): Promise<void>;
  /** No export starts after this. */
  stop(): void;
}

/** Makes a lane and starts it. Its timers keep no process alive. */
export function createLane<T>(options: LaneOptions<T>): Lane {
  return new QueueLane(options);
}

const DEFAULT_BACKOFF = { initialSeconds: 0.5, maxSeconds: 10 };

class QueueLane<T> implements Lane {
  readonly #options: LaneOptions<T>;
  readonly #timer: NodeJS.Timeout;
  readonly #unlisten: () => void;
  readonly #waiters = new Set<{ readonly until: number; readonly resolve: () => void }>();
  readonly #triers = new Set<() => void>();
  #running = false;
  #stopped = false;
  /** Number of the record before which all is to be sent, although it may fill no batch. */
  #until = 0;
  #failures = 0;
  /** Ends the pause after a failure; `undefined` when there is none. */
  #endPause: (() => void) | undefined;

  constructor(options: LaneOptions<T>) {
    this.#options = options;
    this.#timer = setInterval(() => this.#wakeForAll(), options.intervalSeconds * 1000);
    this.#timer.unref();
    this.#unlisten = options.queue.onPush(() => this.#wake());
  }

  nudge(): void {
    this.#endPause?.();
    this.#wakeForAll();
  }

  drained(): Promise<void> {
    const until = this.#options.queue.end;
    if (this.#stopped || this.#options.queue.acknowledged >= until) {
      return Promise.resolve();
    }
    this.nudge();
    return new Promise((resolve) => {
      this.#waiters.add({ until, resolve });
    });
  }

  tried(): Promise<void> {
    if (this.#stopped || this.#endPause !== undefined || this.#options.queue.size === 0) {
      return Promise.resolve();
    }
    this.#wakeForAll();
    return new Promise((resolve) => {
      this.#triers.add(resolve);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unlisten();
    this.#endPause?.();
    this.#release();
  }

  #wakeForAll(): void {
    this.#until = this.#options.queue.end;
    this.#wake();
  }

  #wake(): void {
    if (!this.#running && !this.#stopped && this.#isDue()) {
      this.#running = true;
      // Recording must stay cheap: encoding never happens inside the push that filled a batch.
      setImmediate(() => void this.#drain());
    }
  }

  /**
   * A steady flow goes out in full batches: if each request took what came during the one before it, a fast receiver
   * would get hundreds of small requests a second, and each of them costs the app as much as dozens of updates.
   */
  #isDue(): boolean {
    const { queue, limits, dueRecords = limits.maxRecords } = this.#options;
    const isFull = queue.size >= dueRecords || queue.bytes >= limits.maxBytes;
    return isFull || queue.acknowledged < Math.min(this.#until, queue.end);
  }

  async #drain(): Promise<void> {
    const { queue, limits } = this.#options;
    while (!this.#stopped && this.#isDue()) {
      const batch = queue.peek(limits);
      await this.#options.before?.();
      await this.#sendBatch(batch);
      // What the app has to do meanwhile goes first.
      await yieldToLoop();
    }
    this.#running = false;
  }

  async #sendBatch(batch: Batch<T>): Promise<void> {
    let requests: readonly SendRequest[] = [];
    try {
      requests = this.#options.prepare(batch.records);
    } catch (error) {
      this.#options.onRejected(batch.records.length, error instanceof Error ? error.message : String(error));
    }
    for (const request of requests) {
      const outcome = await this.#sendUntilSettled(request);
      if (outcome === 'stopped') {
        return;
      }
      if (outcome.kind === 'reject') {
        this.#options.onRejected(request.count, outcome.reason);
      }
    }
    this.#options.queue.acknowledge(batch);
    this.#release();
  }

  async #sendUntilSettled(request: SendRequest): Promise<Exclude<ExportOutcome, { kind: 'retry' }> | 'stopped'> {
    while (!this.#stopped) {
      const outcome = await request.send();
      if (outcome.kind !== 'retry') {
        this.#failures = 0;
        return outcome;
      }
      this.#failures += 1;
      this.#options.onRetry?.(this.#failures, outcome.reason);
      const pause = this.#pause();
      this.#releaseTriers();
      await pause;
      this.#endPause = undefined;
    }
    return 'stopped';
  }

  /** Doubles from attempt to attempt, with jitter so that many clients do not come back at one moment. */
  #pause(): Promise<void> {
    const { initialSeconds, maxSeconds } = this.#options.backoff ?? DEFAULT_BACKOFF;
    const seconds = Math.min(initialSeconds * 2 ** Math.min(this.#failures - 1, 20), maxSeconds);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000 * (0.75 + Math.random() / 2));
      timer.unref();
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stopped) {
        this.#endPause();
      }
    });
  }

  #releaseTriers(): void {
    for (const resolve of this.#triers) {
      resolve();
    }
    this.#triers.clear();
  }

  #release(): void {
    this.#releaseTriers();
    for (const waiter of this.#waiters) {
      if (this.#stopped || this.#options.queue.acknowledged >= waiter.until) {
        this.#waiters.delete(waiter);
        waiter.resolve();
      }
    }
  }
}
