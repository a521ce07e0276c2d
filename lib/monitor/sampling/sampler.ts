import type { MonitorMetrics, MonitorNotice, ResourceSample } from '../types.js';
import { createQuickSources, createSlowSources } from './create-sources.js';
import { Readings, type ReadingsState } from './readings.js';
import type { Source, SourceContext } from './source.js';

/** What a sampler is made of. Plain data, which goes to a thread or another process. */
export interface SamplerConfig {
  readonly metrics: MonitorMetrics;
  readonly intervalSeconds: number;
  readonly pid: number;
  /** The samples of this process are taken inside of it. */
  readonly exact: boolean;
  /** Only its child processes count. */
  readonly childrenOnly: boolean;
  readonly otherGpus: boolean;
  readonly nvidiaSmi: readonly string[];
  readonly tegrastats: readonly string[];
  /** Folder whose file system is measured. */
  readonly folder: string;
  readonly proc: string;
  readonly sys: string;
  /** Seconds of the monotonic clock at the start of the recording. */
  readonly startedAt: number;
}

/** Takes samples. */
export interface Sampler {
  take(): ResourceSample;
  /** What is turned on begins to count anew, without what it did meanwhile. */
  setMetrics(metrics: MonitorMetrics): void;
  /** Where the counters stand, for a sampler that goes on. */
  readonly state: ReadingsState;
  close(): void;
}

/** How a sampler begins. */
export interface SamplerStart {
  /** Only sources that answer at once. */
  readonly quick: boolean;
  /** Where another sampler left off. */
  readonly state?: ReadingsState | undefined;
  readonly notice: (notice: MonitorNotice) => void;
}

/** Seconds of a clock that nobody sets; on one machine the same in every thread and process. */
export function monotonicSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

class SourceSampler implements Sampler {
  readonly #config: SamplerConfig;
  readonly #context: SourceContext;
  readonly #quick: boolean;
  readonly #readings: Readings;
  #metrics: MonitorMetrics;
  #sources: readonly Source[];

  constructor(config: SamplerConfig, { quick, state, notice }: SamplerStart) {
    this.#config = config;
    this.#quick = quick;
    this.#metrics = config.metrics;
    this.#readings = new Readings(state);
    this.#context = { ...config, notice, now: monotonicSeconds };
    this.#sources = this.#open();
  }

  get state(): ReadingsState {
    return this.#readings.state;
  }

  take(): ResourceSample {
    const at = monotonicSeconds();
    const time = Date.now();
    this.#readings.begin(at);
    for (const source of this.#sources) source.read(this.#readings);
    return { time, seconds: Math.max(at - this.#config.startedAt, 0), resources: this.#readings.end() };
  }

  setMetrics(metrics: MonitorMetrics): void {
    for (const [name, on] of Object.entries(metrics)) {
      if (on && !this.#metrics[name as keyof MonitorMetrics]) this.#readings.forget(name);
    }
    this.#metrics = metrics;
    this.close();
    this.#sources = this.#open();
  }

  close(): void {
    for (const source of this.#sources) source.close();
    this.#sources = [];
  }

  #open(): readonly Source[] {
    const quick = createQuickSources(this.#context, this.#metrics);
    return this.#quick ? quick : [...quick, ...createSlowSources(this.#context, this.#metrics, this.#config.folder)];
  }
}

/** Makes a sampler. */
export function createSampler(config: SamplerConfig, start: SamplerStart): Sampler {
  return new SourceSampler(config, start);
}
