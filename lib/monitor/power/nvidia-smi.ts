import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';
import type { MonitorMetrics } from '../types.js';
import { type LineProgram, startLineProgram } from './line-program.js';
import { PowerIntegral } from './power-integral.js';
import { RANK_PARTS } from './ranks.js';

/** What `nvidia-smi` is asked for, in this order (`nvidia-smi --help-query-gpu`): percent, MiB, watts. */
const COLUMNS = 'index,utilization.gpu,memory.used,memory.total,power.draw';

/** Most cards of a machine that are followed. */
const MAX_GPUS = 64;
/** A measurement that is older is none of the moment. Intervals. */
const MAX_AGE_INTERVALS = 3;
/** Bytes of the tool's megabyte. */
const MEBI = 1024 * 1024;

/** One line about one card. What the card does not tell is `undefined`. */
export interface GpuLine {
  readonly index: number;
  /** 0 to 1. */
  readonly busy: number | undefined;
  readonly memoryUsed: number | undefined;
  readonly memoryTotal: number | undefined;
  readonly watts: number | undefined;
}

/** Reads a line of numbers without units; `[N/A]` and `[Not Supported]` are no numbers. `undefined` when it is none. */
export function parseGpuLine(line: string): GpuLine | undefined {
  const [index, busy, used, total, watts] = line.split(',').map((word) => {
    const text = word.trim();
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  });
  if (index === undefined || !Number.isInteger(index) || index >= MAX_GPUS) return undefined;
  return {
    index,
    busy: busy === undefined ? undefined : busy / 100,
    memoryUsed: used === undefined ? undefined : used * MEBI,
    memoryTotal: total === undefined ? undefined : total * MEBI,
    watts,
  };
}

/** NVIDIA's cards, from one `nvidia-smi` that runs on. */
export class NvidiaSource implements Source {
  readonly #context: SourceContext;
  readonly #metrics: MonitorMetrics;
  readonly #program: LineProgram;
  readonly #gpus = new Map<number, { line: GpuLine; at: number; readonly power: PowerIntegral }>();

  constructor(context: SourceContext, metrics: MonitorMetrics) {
    this.#context = context;
    this.#metrics = metrics;
    // One process for all samples: starting the tool loads the driver's library, which takes a second on some machines.
    const millis = String(Math.max(50, Math.round(context.intervalSeconds * 1000)));
    const question = [`--query-gpu=${COLUMNS}`, '--format=csv,noheader,nounits', `--loop-ms=${millis}`];
    this.#program = startLineProgram([...context.nvidiaSmi, ...question], {
      onLine: (line) => this.#take(line),
      onEnd: (reason, installed) => {
        const message = installed ? `no NVIDIA GPU from now on: ${reason}` : `no NVIDIA GPU: ${reason}`;
        context.notice({ source: 'nvidia-smi', message });
      },
    });
  }

  read(into: Readings): void {
    const now = this.#context.now();
    const maxAge = MAX_AGE_INTERVALS * Math.max(this.#context.intervalSeconds, 1);
    for (const [index, { line, at, power }] of this.#gpus) {
      const device = `gpu_${index}`;
      const isFresh = now - at <= maxAge;
      if (this.#metrics.gpu && isFresh) readGpu(device, line, into);
      // Many cards of laptops do not tell power: they have no energy then, instead of none used.
      if (!this.#metrics.power || power.at === undefined) continue;
      into.power({ device, watts: isFresh ? line.watts : undefined, joules: power.take(), rank: RANK_PARTS });
    }
  }

  close(): void {
    this.#program.close();
  }

  #take(text: string): void {
    const line = parseGpuLine(text);
    if (line === undefined) return;
    const at = this.#context.now();
    const gpu = this.#gpus.get(line.index) ?? { line, at, power: new PowerIntegral() };
    if (line.watts !== undefined) gpu.power.add(line.watts, at);
    this.#gpus.set(line.index, Object.assign(gpu, { line, at }));
  }
}

function readGpu(device: string, { busy, memoryUsed, memoryTotal }: GpuLine, into: Readings): void {
  if (busy !== undefined) into.deviceGauge(device, '_utilization_percentage', busy * 100);
  if (memoryUsed === undefined) return;
  into.deviceGauge(device, '_memory_usage_megabytes', memoryUsed / 1e6);
  if (memoryTotal) into.deviceGauge(device, '_memory_usage_percentage', (memoryUsed / memoryTotal) * 100);
}
