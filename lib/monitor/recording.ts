import { findResourceField } from '../../semconv/index.js';
import type { GaugeSummary, MonitorNotice, MonitorStats, MonitorSummary, ResourceSample } from './types.js';

/** A gauge so far. */
interface GaugeState {
  sum: number;
  weight: number;
  min: number;
  max: number;
}

/** Notices that are kept; there are not so many sources. */
const MAX_NOTICES = 100;

/** The samples of one recording: the newest of them, and all of them in a few numbers. Memory does not grow with time. */
export class Recording {
  readonly #max: number;
  /** A ring once it is full. */
  readonly #samples: ResourceSample[] = [];
  #next = 0;
  #taken = 0;
  #seconds = 0;
  readonly #gauges = new Map<string, GaugeState>();
  readonly #totals = new Map<string, number>();
  readonly #notices: MonitorNotice[] = [];

  /** @param max most samples that are kept */
  constructor(max: number) {
    this.#max = max;
  }

  add(sample: ResourceSample): void {
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % this.#max;
    this.#taken += 1;
    // The value of a moment stands for the time before it; the first stands for none, unless it stays the only one.
    // A weight above 0 also for two samples of one moment: their mean must not be 0 by 0.
    const weight = Math.max(sample.seconds - this.#seconds, 1e-9);
    this.#seconds = Math.max(this.#seconds, sample.seconds);
    for (const [name, value] of Object.entries(sample.resources)) this.#count(name, value, weight);
  }

  /** @returns whether it is news */
  notice(notice: MonitorNotice): boolean {
    const known = this.#notices.some(({ source, message }) => source === notice.source && message === notice.message);
    if (known || this.#notices.length >= MAX_NOTICES) return false;
    this.#notices.push(notice);
    return true;
  }

  stats(): MonitorStats {
    const samples = [...this.#samples.slice(this.#next), ...this.#samples.slice(0, this.#next)];
    return {
      samples: samples.map((sample) => ({ ...sample, resources: { ...sample.resources } })),
      taken: this.#taken,
      notices: [...this.#notices],
    };
  }

  summary(): MonitorSummary {
    const gauges = [...this.#gauges].map(([name, state]) => [name, summaryOf(state)] as const);
    const user = this.#totals.get('process_cpu_user_seconds');
    const system = this.#totals.get('process_cpu_system_seconds');
    const used = user === undefined || system === undefined ? undefined : user + system;
    return {
      seconds: this.#seconds,
      samples: this.#taken,
      gauges: Object.fromEntries(gauges),
      totals: Object.fromEntries(this.#totals),
      cores: used === undefined || this.#seconds === 0 ? undefined : used / this.#seconds,
      joules: this.#totals.get('host_energy_joules'),
    };
  }

  #count(name: string, value: number, weight: number): void {
    if (findResourceField(name)?.field.instrument === 'counter') {
      // What only grows has no mean: its last value is all.
      this.#totals.set(name, value);
      return;
    }
    const state = this.#gauges.get(name);
    if (state === undefined) {
      this.#gauges.set(name, { sum: value * weight, weight, min: value, max: value });
      return;
    }
    state.sum += value * weight;
    state.weight += weight;
    state.min = Math.min(state.min, value);
    state.max = Math.max(state.max, value);
  }
}

function summaryOf({ sum, weight, min, max }: GaugeState): GaugeSummary {
  // Rounding must not put the mean outside of what was measured.
  return { mean: Math.min(Math.max(sum / weight, min), max), min, max };
}
