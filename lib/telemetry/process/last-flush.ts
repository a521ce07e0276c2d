import { Worker } from 'node:worker_threads';
import type { EventRecord, PointRecord } from '../../core/records.js';
import type { TelemetryConfig } from '../config/resolve.js';
import type { PlainLog } from '../logs/last-logs.js';

/** What a dying process hands over: plain data only. */
export interface LastWork {
  readonly config: Omit<TelemetryConfig, 'log'>;
  readonly events: readonly EventRecord[];
  readonly points: readonly PointRecord[];
  /** Log records of the app, best effort. */
  readonly logs: readonly PlainLog[];
  /** Whether this process has started a run and may therefore embed a bridge. */
  readonly ownsRun: boolean;
  /** Longest time for sending. Seconds. */
  readonly seconds: number;
  /** One `Int32`: becomes `DELIVERED` or `NOT_DELIVERED` at the end. */
  readonly done: SharedArrayBuffer;
}

/** Longest time that the thread may take besides: it starts within a fraction of this unless the machine is very busy. Seconds. */
const START_SECONDS = 5;

/** Values of `LastWork.done`: the destination has acknowledged all records, or not. */
export const DELIVERED = 1;
export const NOT_DELIVERED = 2;

/**
 * Delivers records while the main thread must not return: after an uncaught exception, and in `process.exit()`, Node.js
 * ends the process as soon as its handlers return. A worker thread sends, through the same code as ever, and the main
 * thread waits for it.
 *
 * @returns whether all was acknowledged in time
 */
export function flushBeforeEnd(work: Omit<LastWork, 'done'>): boolean {
  const done = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(new URL('./last-flush-worker.js', import.meta.url), {
    name: 'fedotel-last-flush',
    workerData: { ...work, done } satisfies LastWork,
    execArgv: [],
  });
  worker.on('error', () => undefined);
  const state = new Int32Array(done);
  Atomics.wait(state, 0, 0, (START_SECONDS + work.seconds) * 1000);
  return Atomics.load(state, 0) === DELIVERED;
}
