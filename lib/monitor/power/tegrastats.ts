import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';
import type { MonitorMetrics } from '../types.js';
import { type LineProgram, startLineProgram } from './line-program.js';
import { PowerIntegral } from './power-integral.js';
import { RANK_MODULE } from './ranks.js';
import { parseTegraLine, railsOfModule } from './tegrastats-line.js';

/** A measurement that is older is none of the moment. Intervals. */
const MAX_AGE_INTERVALS = 3;
/** Rails of a module are at most ten; what says more is no line of tegrastats. */
const MAX_RAILS = 32;

/** Power of an NVIDIA Jetson by rail, and its GPU, from one `tegrastats` that runs on. */
export class TegrastatsSource implements Source {
  readonly #context: SourceContext;
  readonly #metrics: MonitorMetrics;
  readonly #program: LineProgram;
  readonly #rails = new Map<string, PowerIntegral>();
  #gpu: { readonly busy: number; readonly at: number } | undefined;

  constructor(context: SourceContext, metrics: MonitorMetrics) {
    this.#context = context;
    this.#metrics = metrics;
    // It writes a line each interval until it is stopped; below a tenth of a second it would be the load that it measures.
    const millis = String(Math.max(100, Math.round(context.intervalSeconds * 1000)));
    this.#program = startLineProgram([...context.tegrastats, '--interval', millis], {
      onLine: (line) => this.#take(line),
      onEnd: (reason, installed) => {
        const message = installed ? `no power of the Jetson's rails from now on: ${reason}` : `no Jetson: ${reason}`;
        context.notice({ source: 'tegrastats', message });
      },
    });
  }

  read(into: Readings): void {
    const now = this.#context.now();
    const maxAge = MAX_AGE_INTERVALS * Math.max(this.#context.intervalSeconds, 1);
    const isFresh = (at: number | undefined) => at !== undefined && now - at <= maxAge;
    if (this.#metrics.gpu && this.#gpu !== undefined && isFresh(this.#gpu.at)) {
      into.deviceGauge('gpu_0', '_utilization_percentage', this.#gpu.busy * 100);
    }
    if (!this.#metrics.power) return;
    // Asked anew each time: the first lines may lack rails that later ones have.
    const counted = railsOfModule(this.#rails.keys());
    for (const [rail, integral] of this.#rails) {
      into.power({
        device: `rail_${rail}`,
        watts: isFresh(integral.at) ? integral.watts : undefined,
        // Energy also where the watts are too old to be shown: it was used.
        joules: integral.take(),
        rank: counted.has(rail) ? RANK_MODULE : undefined,
      });
    }
  }

  close(): void {
    this.#program.close();
  }

  #take(line: string): void {
    const parsed = parseTegraLine(line);
    if (parsed === undefined) return;
    const now = this.#context.now();
    if (parsed.gpu !== undefined) this.#gpu = { busy: parsed.gpu, at: now };
    for (const [rail, watts] of parsed.rails) {
      let integral = this.#rails.get(rail);
      if (integral === undefined) {
        if (this.#rails.size >= MAX_RAILS) continue;
        integral = new PowerIntegral();
        this.#rails.set(rail, integral);
      }
      integral.add(watts, now);
    }
  }
}
