import type { InstrumentSet } from './instrument-set.js';
import type { Series } from './series.js';

/** Additions after which sums move on in any case: a provider may never say that it is about to collect. */
const MAX_ADDITIONS = 256;

/**
 * Sums on their way into counters. A counter adds up itself, but each addition costs it the text of its attributes; only
 * the total at the moment of a collection can be seen from outside.
 */
export class PendingSums {
  readonly #sums = new Map<Series, number>();
  #additions = 0;

  /** @returns whether it is time to move them */
  add(series: Series, value: number): boolean {
    this.#sums.set(series, (this.#sums.get(series) ?? 0) + value);
    this.#additions += 1;
    return this.#additions >= MAX_ADDITIONS;
  }

  /** Adds what has gathered to the counters, and begins anew. */
  moveTo(set: InstrumentSet): void {
    for (const [{ key, attributes }, sum] of this.#sums) {
      set[key](sum, attributes);
    }
    this.#sums.clear();
    this.#additions = 0;
  }
}
