import type { Attributes } from '@opentelemetry/api';
import type { InstrumentKey } from '../../semconv/index.js';

/** One number about one client. */
export interface ClientObservation {
  readonly key: InstrumentKey;
  readonly value: number;
  readonly attributes: Attributes;
  /** `sum`: only the total of a group is shown. `each`: a histogram takes every number. */
  readonly kind: 'sum' | 'each';
}

/** Observations of one series. */
interface HeldSeries {
  readonly first: ClientObservation;
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
  readonly #series = new Map<string, HeldSeries>();
  #held = 0;

  /** @param client id, to count distinct clients */
  hold(client: string, observation: ClientObservation): void {
    if (this.#held >= MAX_HELD) {
      return;
    }
    this.#held += 1;
    const key = JSON.stringify([observation.key, observation.attributes]);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { first: observation, clients: new Set(), values: [] };
      this.#series.set(key, series);
    }
    series.clients.add(client);
    series.values.push(observation.value);
  }

  /** Takes out what is over enough clients, and forgets the rest. Values come sorted: their order would tell clients apart. */
  release(minGroup: number): ClientObservation[] {
    const groups = [...this.#series.values()].filter(({ clients }) => clients.size >= minGroup);
    this.#series.clear();
    this.#held = 0;
    return groups.flatMap(({ first, values }) =>
      first.kind === 'each'
        ? values.sort((a, b) => a - b).map((value) => ({ ...first, value }))
        : [{ ...first, value: values.reduce((sum, value) => sum + value, 0) }],
    );
  }
}
