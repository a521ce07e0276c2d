import { Worker } from 'node:worker_threads';
import type { EventRecord, PointRecord } from '../../core/records.js';
import type { TelemetryConfig } from '../config/resolve.js';

/** What a dying process hands over: plain data only. */
export interface CrashWork {
  readonly config: Omit<TelemetryConfig, 'log'>;
  readonly events: readonly EventRecord[];
  readonly points: readonly PointRecord[];
  /** Whether this process has started a run and may therefore embed a bridge. */
  readonly ownsRun: boolean;
  /** One `Int32`: becomes `DELIVERED` or `NOT_DELIVERED` at the end. */
  readonly done: SharedArrayBuffer;
}

/** Longest time that a dying process is held up. Seconds. */
export const CRASH_SECONDS = 5;

/** Values of `CrashWork.done`: the destination has acknowledged all records, or not. */
export const DELIVERED = 1;
export const NOT_DELIVERED = 2;

/**
 * Delivers records while the main thread must not return: after an uncaught exception Node.js ends the process as soon
 * as its handlers do. A worker thread sends, through the same code as ever, and the main thread waits for it.
 *
 * @returns whether all was acknowledged in time
 */
export function flushBeforeCrash(work: Omit<CrashWork, 'done'>): boolean {
  const done = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(new URL('./crash-worker.js', import.meta.url), {
    name: 'fedotel-crash',
    workerData: { ...work, done } satisfies CrashWork,
    execArgv: [],
  });
  worker.on('error', () => undefined);
  const state = new Int32Array(done);
  Atomics.wait(state, 0, 0, CRASH_SECONDS * 1000);
  return Atomics.load(state, 0) === DELIVERED;
}
