import type { Carrier } from '../client/types.js';
import type { Run } from '../types.js';

/** What a monitor measures, each on or off. */
export interface MonitorMetrics {
  /** Processor time of the program and of the host. */
  readonly cpu: boolean;
  /** Memory of the program and of the host. */
  readonly memory: boolean;
  /** Traffic with disks of the program and of the host, and space on the file system of the working directory. */
  readonly disk: boolean;
  /** Traffic of the host's network interfaces, whatever program causes it. */
  readonly network: boolean;
  /** GPUs: `nvidia-smi`, a Jetson's own, others through the package `systeminformation` when it is installed. */
  readonly gpu: boolean;
  /** Power and energy: `tegrastats`, RAPL of Intel and AMD processors, `nvidia-smi`, the battery. */
  readonly power: boolean;
}

/** Options of `createMonitor`. */
export interface MonitorOptions {
  /** Seconds between two samples, 0.05 to 3600. Default 1. */
  readonly interval?: number | undefined;
  /**
   * `thread` (default): a worker thread takes the samples, also while the program's own thread is busy. `process`: a
   * process of its own does, which the program cannot slow down at all; it costs some memory and processor time more.
   */
  readonly mode?: 'thread' | 'process' | undefined;
  /** What to measure; what is not named is on. */
  readonly metrics?: Partial<MonitorMetrics> | undefined;
  /** Program to measure, child processes included: its process id. Default: this one. */
  readonly pid?: number | undefined;
  /** File that gets a line for each sample: `.csv` is a table, any other name JSON lines. Appends. */
  readonly file?: string | undefined;
  /** Endpoint for Prometheus: `true` for 127.0.0.1:8003, a port (0: a free one), or `host:port`. Default none. */
  readonly prometheus?: boolean | number | string | undefined;
  /**
   * Whether samples become part of the run that this process works for. Default true. Without it a thread's samples wake
   * nobody up: they wait in memory that it shares with the program until `stats` or `summary` is called.
   */
  readonly otlp?: boolean | undefined;
  /**
   * Seconds between two samples that become part of the run, besides those at the beginning and end of a task. They stand
   * for all that were taken since: means, peaks of memory, and totals. 0 takes every one. Default 10.
   */
  readonly runInterval?: number | undefined;
  /** The run that the samples belong to; default: the client task or the run that is open in this process at the time. */
  readonly run?: Run | undefined;
  /** The task that the samples belong to, as it came with the server's message. */
  readonly carrier?: Carrier | undefined;
  /** Most samples that `stats()` holds; older ones leave. Default 3600. */
  readonly maxSamples?: number | undefined;
  /** Program and first arguments of measuring tools, where they need `sudo` or stand elsewhere. */
  readonly commands?: MonitorCommands | undefined;
}

/** How measuring tools are called; their own options are added. */
export interface MonitorCommands {
  /** Default `['nvidia-smi']`. */
  readonly nvidiaSmi?: readonly string[] | undefined;
  /** Default `['tegrastats']`. */
  readonly tegrastats?: readonly string[] | undefined;
}

/** What was in use at one moment. */
export interface ResourceSample {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Seconds since `start`, by a clock that nobody sets. */
  readonly seconds: number;
  /**
   * Values by field of a `resource_sample`, in the field's unit. What could not be measured is absent, never 0. Shares
   * are over the time since the sample before; what only grows began at 0 at `start`.
   */
  readonly resources: Readonly<Record<string, number>>;
}

/** Something that cannot be measured here. Each is said once. */
export interface MonitorNotice {
  /** `nvidia-smi`, `tegrastats`, `rapl`, `battery`, `systeminformation`, … */
  readonly source: string;
  /** Why, and what to do where something can be done. */
  readonly message: string;
}

/** Samples so far. A copy: nothing in it changes later. */
export interface MonitorStats {
  /** The newest ones, oldest first. */
  readonly samples: readonly ResourceSample[];
  /** Samples that were taken since `start`, those that left included. */
  readonly taken: number;
  readonly notices: readonly MonitorNotice[];
}

/** Mean and extremes of what goes up and down. */
export interface GaugeSummary {
  /** Weighted by the time that each value stood for. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** All samples since `start` in a few numbers. */
export interface MonitorSummary {
  /** Length of the recording. */
  readonly seconds: number;
  readonly samples: number;
  /** By field: shares, memory, power. */
  readonly gauges: Readonly<Record<string, GaugeSummary>>;
  /** By field: what only grows, such as bytes and joules, since `start`. */
  readonly totals: Readonly<Record<string, number>>;
  /** Processor time of the program, in processors: 1.5 is one and a half, whatever the machine has. `undefined` when it was not measured. */
  readonly cores: number | undefined;
  /** Energy that the host used. `undefined` where there is no power source. */
  readonly joules: number | undefined;
}

/** Watches what a program uses. Methods are bound. */
export interface Monitor extends AsyncDisposable {
  /** Samples are being taken. */
  readonly running: boolean;
  /** Where Prometheus finds the samples, while it can. */
  readonly prometheusUrl: string | undefined;
  /**
   * Begins a new recording; the first sample is taken before it returns. Does nothing while one is under way.
   *
   * @returns resolves when file and endpoint are open @throws (rejects) Error when they cannot be; the monitor is then stopped
   */
  start(): Promise<void>;
  /** Takes a last sample and ends the recording, which stays readable. Never rejects; does nothing when there is none. */
  stop(): Promise<MonitorSummary>;
  /** Turns measurements on and off, at any time. @throws TypeError naming what is wrong */
  setMetrics(metrics: Partial<MonitorMetrics>): void;
  stats(): MonitorStats;
  summary(): MonitorSummary;
}
