import { type Core, sharedCore } from '../core/core.js';
import { type Deferred, deferred } from './deferred.js';
import { checkMetrics, type ResolvedOptions, resolveOptions } from './options.js';
import { Recording } from './recording.js';
import { createRunLink, type RunLink, type SampleOwner } from './run-link.js';
import { createSampler, monotonicSeconds, type SamplerConfig } from './sampling/sampler.js';
import type {
  Monitor,
  MonitorMetrics,
  MonitorNotice,
  MonitorOptions,
  MonitorStats,
  MonitorSummary,
  ResourceSample,
} from './types.js';
import type { FromWorker } from './worker/messages.js';
import { createSheetChannel, type SheetReader } from './worker/sample-sheet.js';
import { startWorker, type WorkerLink } from './worker/worker-link.js';

/** Longest wait for a worker's last sample and its port, milliseconds. A worker answers within a fraction of that. */
const STOP_MILLIS = 1000;

/** Samples after which the worker is told that they were taken over: each message wakes it up. */
const TELL_EVERY = 100;

/** What belongs to one recording that is under way. */
interface Session {
  readonly worker: WorkerLink;
  readonly ready: Deferred;
  /** The worker has given everything back, or has ended. */
  readonly ended: Deferred;
}

/** Where the kernel's files are, and how long a worker is waited for; tests have their own. */
export interface MonitorSurroundings {
  readonly core: Core;
  readonly proc: string;
  readonly sys: string;
  /** Measure what this process has started and not itself. */
  readonly childrenOnly?: boolean;
  /** Whose the samples are, where neither run nor carrier says it. */
  readonly owner?: SampleOwner | undefined;
  /** Longest wait for a worker that stops, milliseconds. Default: a second. */
  readonly stopMillis?: number;
}

/**
 * Makes a monitor of the resources that a program uses. Every monitor has counters of its own: several in one process do
 * not disturb each other.
 *
 * @throws TypeError when an option is unusable: the message names it, what was expected and what came
 */
export function createMonitor(options: MonitorOptions = {}): Monitor {
  return createMonitorIn({ core: sharedCore(), proc: '/proc', sys: '/sys' }, options);
}

/** Makes a monitor in given surroundings. @throws TypeError when an option is unusable */
export function createMonitorIn(surroundings: MonitorSurroundings, options: MonitorOptions = {}): Monitor {
  const resolved = resolveOptions(options);
  const link = resolved.otlp
    ? createRunLink(surroundings.core, options, resolved.runIntervalSeconds, surroundings.owner)
    : undefined;
  return new WorkerMonitor(surroundings, resolved, link);
}

class WorkerMonitor implements Monitor {
  readonly #surroundings: MonitorSurroundings;
  readonly #options: ResolvedOptions;
  readonly #link: RunLink | undefined;
  #metrics: MonitorMetrics;
  #recording: Recording;
  /** What the worker has written and nobody has asked for yet. */
  #sheets: SheetReader | undefined;
  #session: Session | undefined;
  #stopping: Promise<MonitorSummary> | undefined;
  #prometheusUrl: string | undefined;
  #asked = 0;
  /** Samples that were taken over and the worker was not told of. */
  #untold = 0;
  readonly #waiting = new Map<number, () => void>();

  constructor(surroundings: MonitorSurroundings, options: ResolvedOptions, link: RunLink | undefined) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.#metrics = options.metrics;
    this.#link = link;
    this.#recording = new Recording(options.maxSamples);
  }

  get running(): boolean {
    return this.#session !== undefined;
  }

  get prometheusUrl(): string | undefined {
    return this.#prometheusUrl;
  }

  readonly start = (): Promise<void> => {
    if (this.#stopping !== undefined) return this.#stopping.then(() => this.start());
    this.#session ??= this.#begin();
    return this.#session.ready.promise;
  };

  readonly stop = async (): Promise<MonitorSummary> => {
    const session = this.#session;
    if (session === undefined) return this.#stopping ?? this.summary();
    this.#session = undefined;
    this.#stopping = this.#end(session);
    const summary = await this.#stopping;
    this.#stopping = undefined;
    return summary;
  };

  readonly setMetrics = (metrics: Partial<MonitorMetrics>): void => {
    this.#metrics = { ...this.#metrics, ...checkMetrics(metrics) };
    this.#session?.worker.send({ type: 'metrics', metrics: this.#metrics });
  };

  readonly stats = (): MonitorStats => {
    this.#sheets?.read();
    return this.#recording.stats();
  };

  readonly summary = (): MonitorSummary => {
    this.#sheets?.read();
    return this.#recording.summary();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #begin(): Session {
    const recording = new Recording(this.#options.maxSamples);
    this.#recording = recording;
    this.#untold = 0;
    const sampler = this.#samplerConfig();
    const notice = (said: MonitorNotice) => this.#notice(recording, said);
    const quick = createSampler(sampler, { quick: true, notice });
    // In this thread, from files that answer at once: who starts a monitor has a sample, and not only a thread to come.
    const first = quick.take();
    const { state } = quick;
    quick.close();
    this.#link?.start(() => this.#sampleNow());
    this.#add(recording, first);
    const { mode, file, prometheus } = this.#options;
    // What becomes part of a run does so when it is taken, and belongs to who works at that moment.
    const isRead = mode === 'thread' && this.#link === undefined;
    const sheets = isRead ? createSheetChannel((sample) => this.#take(recording, sample)) : undefined;
    this.#sheets = sheets?.reader;
    const [ready, ended] = [deferred(), deferred()];
    const worker = startWorker(
      mode,
      { sampler, state, first, sheets: sheets?.port, file, prometheus },
      {
        onMessage: (message) => {
          if (message.type === 'sheet') sheets?.reader.read();
          else this.#receive(recording, message, session);
        },
        onEnd: (reason) => {
          sheets?.reader.read();
          this.#lost(reason, session);
        },
      },
    );
    // Whoever does not wait for `start` hears of a failure at `stop`, by what is missing.
    ready.promise.catch(() => undefined);
    const session = { worker, ready, ended };
    return session;
  }

  /** What both samplers are made of, the quick one here and the worker's, so that the second goes on where the first ends. */
  #samplerConfig(): SamplerConfig {
    const { intervalSeconds, pid, mode, commands, asked } = this.#options;
    return {
      metrics: this.#metrics,
      intervalSeconds,
      pid,
      // Another process can only read ticks of this one; a thread of its own shares its processor time to the microsecond.
      exact: pid === process.pid && mode === 'thread',
      childrenOnly: this.#surroundings.childrenOnly ?? false,
      otherGpus: asked.has('gpu'),
      ...commands,
      folder: process.cwd(),
      proc: this.#surroundings.proc,
      sys: this.#surroundings.sys,
      startedAt: monotonicSeconds(),
    };
  }

  #receive(recording: Recording, message: Exclude<FromWorker, { type: 'sheet' }>, session: Session): void {
    switch (message.type) {
      case 'ready':
        session.ready.resolve();
        if (this.#session !== session) break;
        this.#prometheusUrl = message.prometheusUrl;
        session.worker.holdProcess(false);
        break;
      case 'failed':
        session.ready.reject(new Error(`fedotel monitor: ${message.message}`));
        this.#drop(session);
        break;
      case 'sample':
        this.#take(recording, message.sample);
        break;
      case 'sampled':
        this.#waiting.get(message.id)?.();
        this.#waiting.delete(message.id);
        break;
      case 'notice':
        this.#notice(recording, message.notice);
        break;
      case 'stopped':
        session.ended.resolve();
    }
  }

  /** Takes over a sample of the worker's. */
  #take(recording: Recording, sample: ResourceSample): void {
    this.#add(recording, sample);
    this.#untold += 1;
    if (this.#untold < TELL_EVERY) return;
    this.#session?.worker.send({ type: 'taken', count: this.#untold });
    this.#untold = 0;
  }

  #add(recording: Recording, sample: ResourceSample): void {
    recording.add(sample);
    this.#link?.add(sample);
  }

  /** Says once what is missing; with a warning where it was asked for by name. */
  #notice(recording: Recording, notice: MonitorNotice): void {
    if (!recording.notice(notice)) return;
    const { asked } = this.#options;
    const wanted = notice.source === 'file' || asked.has(notice.source === 'nvidia-smi' ? 'gpu' : 'power');
    if (!wanted) return;
    this.#surroundings.core.warnings.warn('FEDOTEL_MONITOR', `monitor: ${notice.message}`, notice.source);
  }

  /** The worker has ended: told to, or by itself, which is news where it is the one that works now. */
  #lost(reason: string | undefined, session: Session): void {
    session.ended.resolve();
    if (reason === undefined) {
      session.ready.resolve();
      return;
    }
    session.ready.reject(
      new Error(`fedotel monitor: the ${this.#options.mode} that takes the samples ended: ${reason}`),
    );
    if (!this.#drop(session)) return;
    this.#surroundings.core.warnings.warn('FEDOTEL_MONITOR', `monitor: no more samples are taken: ${reason}`, 'worker');
  }

  /** Nobody works from now on. @returns false where it was another one, stopped and followed by the next: nothing is done */
  #drop(session: Session): boolean {
    if (this.#session !== session) return false;
    this.#session = undefined;
    this.#release();
    return true;
  }

  /** Whoever waits for a sample gets none; it belongs to nobody any more. */
  #release(): void {
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
    this.#prometheusUrl = undefined;
    this.#link?.stop();
  }

  /** Takes a sample besides the regular ones. Resolves when it is in the recording, or after a while without it. */
  #sampleNow(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return Promise.resolve();
    this.#asked += 1;
    const id = this.#asked;
    session.worker.send({ type: 'sample', id });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  async #end({ worker, ended }: Session): Promise<MonitorSummary> {
    // Whoever stops a monitor waits for it: until then it did not keep the program alive.
    worker.holdProcess(true);
    this.#link?.last();
    worker.send({ type: 'stop' });
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#surroundings.stopMillis ?? STOP_MILLIS);
    });
    // A worker that hangs, on a network disk say, costs its last sample and not the program's end.
    await Promise.race([ended.promise, tooLong]);
    clearTimeout(timer);
    worker.kill();
    this.#release();
    return this.summary();
  }
}
