import type { ScalarEvent } from '../journal/events.js';
import { compareKeys, compareText, greaterValue } from './order.js';
import { timeKey } from './time.js';
import type { RunView, ScalarSeries } from './types.js';

/** Numbers whose identity is remembered. Beyond, a number that comes twice is counted twice. */
const MAX_REMEMBERED = 100_000;

/** Names (times clients) that a series is kept for. Numbers of later ones are counted only. */
const MAX_SERIES = 10_000;

interface Series {
  readonly name: string;
  readonly clientId: string | undefined;
  count: number;
  last: ScalarEvent;
}

/** Count and last value of every series of the tracking writer; the numbers themselves are not kept. */
export class ScalarFacts {
  readonly #series = new Map<string, Series>();
  readonly #seen = new Set<string>();
  #count = 0;

  add(event: ScalarEvent): void {
    const name = `${event.client_id === undefined ? '' : `${event.client_id.length}:${event.client_id}`}|${event.name}`;
    const id = `${event.attempt ?? ''}|${event.step}|${timeKey(event.timestamp)}|${name}`;
    const known = this.#seen.has(id);
    if (!known && this.#seen.size < MAX_REMEMBERED) this.#seen.add(id);
    if (!known) this.#count++;
    const series = this.#series.get(name);
    if (series !== undefined) {
      if (!known) series.count++;
      series.last = later(series.last, event);
    } else if (this.#series.size < MAX_SERIES) {
      this.#series.set(name, { name: event.name, clientId: event.client_id, count: 1, last: event });
    }
  }

  /** Adds what another counted: numbers of another attempt, so that none of them are the same. */
  include(other: ScalarFacts): void {
    this.#count += other.#count;
    for (const [name, series] of other.#series) {
      const known = this.#series.get(name);
      if (known !== undefined) {
        known.count += series.count;
        known.last = later(known.last, series.last);
      } else if (this.#series.size < MAX_SERIES) {
        this.#series.set(name, { ...series });
      }
    }
  }

  view(): RunView['scalars'] {
    const series = [...this.#series.values()].map(
      ({ name, clientId, count, last }): ScalarSeries => ({
        name,
        clientId,
        count,
        last: { step: last.step, value: last.value, timestamp: last.timestamp },
      }),
    );
    series.sort((a, b) => compareKeys([a.name, a.clientId ?? ''], [b.name, b.clientId ?? '']));
    return { count: this.#count, series };
  }
}

function later(known: ScalarEvent, event: ScalarEvent): ScalarEvent {
  const difference =
    (known.attempt ?? -1) - (event.attempt ?? -1) ||
    known.step - event.step ||
    compareText(timeKey(known.timestamp), timeKey(event.timestamp));
  return difference === 0 ? greaterValue(known, event) : difference > 0 ? known : event;
}
