import type { MonitorNotice } from '../types.js';
import type { Readings } from './readings.js';

/** Something that numbers are read from. */
export interface Source {
  /** Adds what it knows to the sample. Quick and without waiting. What it cannot read it leaves out. Must not throw. */
  read(into: Readings): void;
  /** Gives back files and child processes. */
  close(): void;
}

/** What a source is given. */
export interface SourceContext {
  /** Says that something cannot be measured; the monitor says each thing once. */
  readonly notice: (notice: MonitorNotice) => void;
  /** Folders of the kernel's files: `/proc` and `/sys`. */
  readonly proc: string;
  readonly sys: string;
  readonly intervalSeconds: number;
  /** The program that is measured. */
  readonly pid: number;
  /** The program is this process, and this process measures itself: its own processor time is known exactly. */
  readonly exact: boolean;
  /** Only the child processes of the program count, not itself: it has started what is to be measured. */
  readonly childrenOnly: boolean;
  /** GPUs were asked for by name: it is worth loading a package for those that are not NVIDIA's. */
  readonly otherGpus: boolean;
  readonly nvidiaSmi: readonly string[];
  readonly tegrastats: readonly string[];
  /** Seconds of a clock that nobody sets. */
  readonly now: () => number;
}
