import { createRecordQueue, type RecordQueue } from '../../core/record-queue.js';
import type { Destination } from '../destination/destination.js';
import type { SignalPayload } from '../destination/signal-sender.js';
import { createLane, type Lane } from '../pipeline/lane.js';
import { within } from '../pipeline/within.js';

/** Records of the app on their way out: best effort, but a batch is kept until it is acknowledged. */
export interface ExportQueue<T> {
  /** Records dropped for want of room, or refused. */
  readonly dropped: number;
  /** Records that are not acknowledged, oldest first. */
  readonly waiting: readonly T[];
  /** @param bytes rough size on the wire */
  add(record: T, bytes: number): void;
  /** Sends at once what waits. */
  nudge(): void;
  /** Resolves when what waits is sent, or after 30 seconds. */
  flush(): Promise<void>;
  /** Nothing is sent after this. */
  stop(): void;
}

/** Signals whose records travel through such a queue. */
type QueuedSignal = 'traces' | 'logs';

/** A round of 10,000 clients fits, an outage of an hour does not have to. */
const QUEUE_LIMITS = { maxRecords: 32_768, maxBytes: 32 * 1024 * 1024 };
const BATCH_LIMITS = { maxRecords: 512, maxBytes: 2 * 1024 * 1024 };

/** Longest wait of `flush`, as in the SDK's own batch processors. Seconds. */
const FLUSH_SECONDS = 30;

/** Makes the queue and starts it. */
export function createExportQueue<S extends QueuedSignal>(
  signal: S,
  destination: Destination,
  intervalSeconds: number,
): ExportQueue<SignalPayload[S][number]> {
  return new LanedQueue(signal, destination, intervalSeconds);
}

class LanedQueue<S extends QueuedSignal> implements ExportQueue<SignalPayload[S][number]> {
  readonly #queue: RecordQueue<SignalPayload[S][number]>;
  readonly #lane: Lane;
  #rejected = 0;

  constructor(signal: S, destination: Destination, intervalSeconds: number) {
    this.#queue = createRecordQueue(QUEUE_LIMITS);
    this.#lane = createLane({
      queue: this.#queue,
      limits: BATCH_LIMITS,
      intervalSeconds,
      prepare: (records) => [
        { count: records.length, send: () => destination.send(signal, records as unknown as SignalPayload[S]) },
      ],
      onRejected: (count) => {
        this.#rejected += count;
      },
    });
  }

  get dropped(): number {
    return this.#queue.dropped + this.#rejected;
  }

  get waiting(): readonly SignalPayload[S][number][] {
    return this.#queue.peek(QUEUE_LIMITS).records;
  }

  add(record: SignalPayload[S][number], bytes: number): void {
    this.#queue.push(record, bytes);
  }

  nudge(): void {
    this.#lane.nudge();
  }

  async flush(): Promise<void> {
    await within(FLUSH_SECONDS, this.#lane.drained());
  }

  stop(): void {
    this.#lane.stop();
  }
}
