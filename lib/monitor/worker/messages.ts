import type { MessagePort } from 'node:worker_threads';
import type { ListenAddress } from '../options.js';
import type { ReadingsState } from '../sampling/readings.js';
import type { SamplerConfig } from '../sampling/sampler.js';
import type { MonitorMetrics, MonitorNotice, ResourceSample } from '../types.js';

/** What a worker is started with. Plain data, but for the port. */
export interface WorkerConfig {
  readonly sampler: SamplerConfig;
  /** Where the counters stood at the first sample, which the monitor has taken itself. */
  readonly state: ReadingsState;
  readonly first: ResourceSample;
  /**
   * Samples go into memory that is shared instead of messages: in a thread, where nobody waits for each of them. Sheets
   * have a port of their own, which is read at any time: messages come only to a thread that has nothing else to do.
   */
  readonly sheets: MessagePort | undefined;
  readonly file: string | undefined;
  readonly prometheus: ListenAddress | undefined;
}

/** From the monitor to its worker. */
export type ToWorker =
  | { readonly type: 'config'; readonly config: WorkerConfig }
  | { readonly type: 'metrics'; readonly metrics: MonitorMetrics }
  /** Take a sample now. */
  | { readonly type: 'sample'; readonly id: number }
  /** So many samples have been taken over. */
  | { readonly type: 'taken'; readonly count: number }
  | { readonly type: 'stop' };

/** From the worker to its monitor. */
export type FromWorker =
  /** File and endpoint are open. */
  | { readonly type: 'ready'; readonly prometheusUrl: string | undefined }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'sample'; readonly sample: ResourceSample }
  /** Another sheet waits at the port for them: now and then they are read without being asked for. */
  | { readonly type: 'sheet' }
  /** The sample that was asked for has been sent. */
  | { readonly type: 'sampled'; readonly id: number }
  | { readonly type: 'notice'; readonly notice: MonitorNotice }
  /** All is sent and everything given back. */
  | { readonly type: 'stopped' };

/** The worker's way to its monitor. */
export interface MonitorPort {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** The monitor is gone. */
  onGone(listener: () => void): void;
  /** Lets the worker end. */
  release(): void;
}
