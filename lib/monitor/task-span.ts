import { findResourceField } from '../../semconv/index.js';
import type { TaskResources } from '../core/task-watch.js';
import type { ResourceSample } from './types.js';

/** A gauge during a span of time. */
interface Mean {
  sum: number;
  weight: number;
  max: number;
}

/** The samples of a span of time, such as a task, in the numbers of one. */
export class TaskSpan {
  #first: ResourceSample | undefined;
  #last: ResourceSample | undefined;
  readonly #firstCounters = new Map<string, number>();
  readonly #counters = new Map<string, number>();
  readonly #means = new Map<string, Mean>();
  /** Gauges whose highest value counts. */
  readonly #peaks = new Set<string>();

  add(sample: ResourceSample): void {
    // The first sample's shares are of the time before the task.
    const weight = this.#last === undefined ? 0 : Math.max(sample.seconds - this.#last.seconds, 0);
    this.#first ??= sample;
    this.#last = sample;
    for (const [name, value] of Object.entries(sample.resources)) {
      const instrument = findResourceField(name)?.field.instrument;
      if (instrument === 'counter') {
        if (!this.#firstCounters.has(name)) this.#firstCounters.set(name, value);
        this.#counters.set(name, value);
      } else {
        const mean = this.#means.get(name) ?? { sum: 0, weight: 0, max: value };
        const max = Math.max(mean.max, value);
        this.#means.set(name, { sum: mean.sum + value * weight, weight: mean.weight + weight, max });
        // Memory that was needed for a moment was needed.
        if (instrument === 'updowncounter') this.#peaks.add(name);
      }
    }
  }

  /** `undefined` while there are fewer than two samples. */
  resources(): TaskResources | undefined {
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined || first === last) return undefined;
    const means = [...this.#means].flatMap(([name, { sum, weight, max }]) =>
      weight > 0 ? [[name, this.#peaks.has(name) ? max : sum / weight] as const] : [],
    );
    return {
      from: first.time / 1000,
      // By the clock that nobody sets: two samples of one millisecond are two all the same.
      to: first.time / 1000 + (last.seconds - first.seconds),
      first: Object.fromEntries(this.#firstCounters),
      last: Object.fromEntries([...this.#counters, ...means]),
    };
  }
}
