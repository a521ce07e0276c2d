import type { Series } from './series.js';

/** One number about one client, or of a group. */
export interface ClientObservation {
  readonly series: Series;
  readonly value: number;
}

/** Observations of one series. */
interface HeldSeries {
  readonly clients: Set<string>;
  readonly values: number[];
}

/** Observations that a round holds; far above any real round, but not without end. */
const MAX_HELD = 1_000_000;

/**
 * Numbers about single clients, held back until their round is over. A counter or histogram that is exported while a
 * round goes on tells each client's number apart from the last one's; after it, those of a whole group come at once.
 */
export class HeldObservations {
  readonly #series = new Map<Series, HeldSeries>();
  #held = 0;

  /** @param client id, to count distinct clients */
  hold(client: string, series: Series, value: number): void {
    if (this.#held >= MAX_HELD) {
      return;
    }
    this.#held += 1;
    let held = this.#series.get(series);
    if (held === undefined) {
      held = { clients: new Set(), values: [] };
      this.#series.set(series, held);
    }
    held.clients.add(client);
    held.values.push(value);
  }

  /** Takes out what is over enough clients, and forgets the rest. Values come sorted: their order would tell clients apart. */
  release(minGroup: number): ClientObservation[] {
    const groups = [...this.#series].filter(([, { clients }]) => clients.size >= minGroup);
    this.#series.clear();
    this.#held = 0;
    return groups.flatMap(([series, { values }]) =>
      series.kind === 'each'
        ? values.sort((a, b) => a - b).map((value) => ({ series, value }))
        : [{ series, value: values.reduce((sum, value) => sum + value, 0) }],
    );
  }
}
