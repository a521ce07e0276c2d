import type { HistogramEvent, ScalarEvent, TextEvent } from '../journal/events.js';
import type { ClientRows } from './client-rows.js';
import { numberIn, stepOf } from './numbers.js';
import type { PointKeys } from './point-keys.js';
import type { PointKey, ProjectionOutput } from './types.js';

/** A value that an app logged by tag and step. */
export type LoggedEvent = ScalarEvent | HistogramEvent | TextEvent;

/** Turns what apps log into outputs under the tag that the app gave; numbers, histograms and texts of one tag share a key. */
export class LoggedValues {
  readonly #keys: PointKeys;
  readonly #clients: ClientRows;

  constructor(keys: PointKeys, clients: ClientRows) {
    this.#keys = keys;
    this.#clients = clients;
  }

  /** What a value says; nothing when it is a client's and there are to be no keys of clients, or no more of them. */
  read(event: LoggedEvent, timeMillis: number, into: ProjectionOutput[]): void {
    const key = this.#keyOf(event);
    const step = stepOf(event.step);
    if (key === undefined) return;
    switch (event.event_type) {
      case 'scalar': {
        const value = numberIn(event.value);
        if (value !== undefined) into.push({ kind: 'row', axis: 'step', step, timeMillis, points: [{ key, value }] });
        break;
      }
      case 'histogram': {
        const { min, max, sum, sum_of_squares: sumOfSquares, nonfinite = 0 } = event;
        // A reader gives integers beyond 2^53 as bigints, such as an edge or a sum of squares of 1e20.
        const [edges, counts] = [event.edges.map(Number), event.counts.map(Number)];
        if (!isHistogram(edges, counts)) return;
        const moments = { min: Number(min), max: Number(max), sum: Number(sum), sumOfSquares: Number(sumOfSquares) };
        const content = { edges, counts, ...moments, nonfinite: Number(nonfinite) };
        into.push({ kind: 'histogram', key, step, timeMillis, ...content });
        break;
      }
      case 'text':
        into.push({ kind: 'text', key, step, timeMillis, text: event.text });
    }
  }

  #keyOf({ client_id: client, name }: LoggedEvent): PointKey | undefined {
    return client === undefined ? this.#keys.shared('scalar', name) : this.#clients.loggedKey(client, name);
  }
}

/** A journal may have been written by hand: what sinks are promised is looked at here, once. */
function isHistogram(edges: readonly number[], counts: readonly number[]): boolean {
  return (
    counts.length > 0 &&
    edges.length === counts.length + 1 &&
    edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge > (edges[index - 1] ?? edge))) &&
    counts.every((count) => Number.isFinite(count) && count >= 0)
  );
}
