import type { ScalarEvent } from '../journal/events.js';
import { compareKeys, compareText, greaterValue } from './order.js';
import { attemptOf } from './run-facts.js';
import { pointsEach, type StepPoint, StepPoints } from './step-points.js';
import { millisOf, timeKey } from './time.js';
import type { RunView, ScalarSeries } from './types.js';

/** Numbers whose identity is remembered. Beyond, a number that comes twice is counted twice. */
const MAX_REMEMBERED = 100_000;

/** Names (times clients) that a series is kept for. Numbers of later ones are counted only. */
const MAX_SERIES = 10_000;

/** Series that have a course, of the server and of clients; of later ones the last number is all there is. */
const MAX_CURVES = { server: 200, client: 800 };
/** Points of all series together. */
const BUDGET = 20_000;

interface Point extends StepPoint {
  readonly value: number | bigint;
}

interface Series {
  readonly name: string;
  readonly clientId: string | undefined;
  count: number;
  last: ScalarEvent;
  /** `undefined` where there are too many series. */
  readonly points: StepPoints<Point> | undefined;
}

/** Count, last value and rough course of every series of the tracking writer; the numbers themselves are not kept. */
export class ScalarFacts {
  readonly #series = new Map<string, Series>();
  readonly #seen = new Set<string>();
  readonly #curves = { server: 0, client: 0 };
  #count = 0;

  add(event: ScalarEvent): void {
    const name = `${event.client_id === undefined ? '' : `${event.client_id.length}:${event.client_id}`}|${event.name}`;
    const id = `${event.attempt ?? ''}|${event.step}|${timeKey(event.timestamp)}|${name}`;
    const known = this.#seen.has(id);
    if (!known && this.#seen.size < MAX_REMEMBERED) this.#seen.add(id);
    if (!known) this.#count++;
    const series = this.#series.get(name) ?? this.#create(name, event);
    if (series === undefined) return;
    if (!known) series.count++;
    series.last = later(series.last, event);
    const { value, step, timestamp } = event;
    const point = {
      attempt: attemptOf(event),
      step: Number(step),
      time: millisOf(timestamp),
      mark: String(value),
      value,
    };
    series.points?.add(point, this.#most);
  }

  /** Adds what another counted: numbers of another attempt, so that none of them are the same. */
  include(other: ScalarFacts): void {
    this.#count += other.#count;
    for (const [name, series] of other.#series) {
      const known = this.#series.get(name) ?? this.#create(name, series.last);
      if (known === undefined) continue;
      known.count += series.count;
      known.last = later(known.last, series.last);
      if (series.points !== undefined) known.points?.include(series.points, this.#most);
    }
  }

  view(): RunView['scalars'] {
    const series = [...this.#series.values()].map(({ name, clientId, count, last, points }): ScalarSeries => {
      points?.limit(this.#most);
      return {
        name,
        clientId,
        count,
        last: { step: last.step, value: last.value, timestamp: last.timestamp },
        points: (points?.inOrder() ?? []).map(({ step, value, time }) => ({ step, value, time })),
      };
    });
    series.sort((a, b) => compareKeys([a.name, a.clientId ?? ''], [b.name, b.clientId ?? '']));
    return { count: this.#count, series };
  }

  get #most(): number {
    return pointsEach(BUDGET, this.#curves.server + this.#curves.client);
  }

  /** A series with nothing in it; `undefined` when there are too many. */
  #create(key: string, event: ScalarEvent): Series | undefined {
    if (this.#series.size >= MAX_SERIES) return undefined;
    const side = event.client_id === undefined ? 'server' : 'client';
    const hasCourse = this.#curves[side] < MAX_CURVES[side];
    if (hasCourse) this.#curves[side]++;
    const points = hasCourse ? new StepPoints<Point>() : undefined;
    const series = { name: event.name, clientId: event.client_id, count: 0, last: event, points };
    this.#series.set(key, series);
    return series;
  }
}

function later(known: ScalarEvent, event: ScalarEvent): ScalarEvent {
  const difference =
    (known.attempt ?? -1) - (event.attempt ?? -1) ||
    known.step - event.step ||
    compareText(timeKey(known.timestamp), timeKey(event.timestamp));
  return difference === 0 ? greaterValue(known, event) : difference > 0 ? known : event;
}
