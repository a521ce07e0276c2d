import type { MlflowApi, MlflowMetric } from '../api/index.js';
import { sameStoredValue } from '../api/index.js';
import type { RunPoint } from './batches.js';
import { failureOf, type Outcome } from './outcome.js';

/** Keys of one request that are looked for; all of a request is stored, or nothing. */
const MAX_WITNESSES = 3;
/** Histories that are asked for at once. */
const SIDE_BY_SIDE = 4;
/** Points of histories that are held; beyond, keys are asked for again when they come again. */
const MAX_HELD_POINTS = 1_000_000;

/**
 * Whether a request's points are stored already. A request is one transaction, so that a few points speak for all; they
 * are of different keys, because an equal point may have been sent before.
 */
export async function isStored(api: MlflowApi, runId: string, points: readonly RunPoint[]): Promise<Outcome<boolean>> {
  for (const witness of witnessesOf(points)) {
    const found = await hasPoint(api, runId, witness);
    if (found.kind !== 'ok' || !found.value) return found;
  }
  return { kind: 'ok', value: true };
}

/** Last, first and middle one: neighbours have one key more often than not. */
function witnessesOf(points: readonly RunPoint[]): readonly RunPoint[] {
  const byKey = new Map<string, RunPoint>();
  for (const point of [points.at(-1), points[0], points[points.length >> 1], ...points]) {
    if (byKey.size >= MAX_WITNESSES) break;
    if (point !== undefined && !byKey.has(point.name.key)) byKey.set(point.name.key, point);
  }
  return [...byKey.values()];
}

async function hasPoint(api: MlflowApi, runId: string, point: RunPoint): Promise<Outcome<boolean>> {
  let pageToken: string | undefined;
  do {
    const page = await api.getMetricHistory(runId, point.name.key, pageToken === undefined ? {} : { pageToken });
    if (page.kind !== 'ok') return failureOf(page);
    if (page.value.items.some((metric) => isPoint(metric, point))) return { kind: 'ok', value: true };
    pageToken = page.value.nextPageToken;
  } while (pageToken !== undefined);
  return { kind: 'ok', value: false };
}

function isPoint({ step, timestamp, value }: MlflowMetric, point: RunPoint): boolean {
  return step === point.step && timestamp === point.timeMillis && sameStoredValue(point.value, value);
}

/** What a run had when somebody who knows nothing of it began to send: those points are not sent again. */
export class StoredPoints {
  readonly #api: MlflowApi;
  readonly #runId: string;
  /** Keys that the run has; of others there is nothing to ask. */
  readonly #keys: ReadonlySet<string>;
  readonly #histories = new Map<string, ReadonlySet<string>>();
  #held = 0;

  /** @param keys of the metrics that the run has */
  constructor(api: MlflowApi, runId: string, keys: Iterable<string>) {
    this.#api = api;
    this.#runId = runId;
    this.#keys = new Set(keys);
  }

  /** Those of the points that are not there. */
  async missing(points: readonly RunPoint[]): Promise<Outcome<readonly RunPoint[]>> {
    const keys = [...new Set(points.map(({ name }) => name.key))].filter((key) => this.#keys.has(key));
    const needed = keys.filter((key) => !this.#histories.has(key));
    if (this.#held > MAX_HELD_POINTS) this.#forget();
    for (let from = 0; from < needed.length; from += SIDE_BY_SIDE) {
      const outcomes = await Promise.all(needed.slice(from, from + SIDE_BY_SIDE).map((key) => this.#read(key)));
      const failed = outcomes.find(({ kind }) => kind !== 'ok');
      if (failed !== undefined && failed.kind !== 'ok') return failed;
    }
    const value = points.filter((point) => this.#histories.get(point.name.key)?.has(markOf(point)) !== true);
    return { kind: 'ok', value };
  }

  #forget(): void {
    this.#histories.clear();
    this.#held = 0;
  }

  async #read(key: string): Promise<Outcome<undefined>> {
    const marks = new Set<string>();
    let pageToken: string | undefined;
    do {
      const page = await this.#api.getMetricHistory(this.#runId, key, pageToken === undefined ? {} : { pageToken });
      if (page.kind !== 'ok') return failureOf(page);
      for (const { step, timestamp, value } of page.value.items) marks.add(mark(step, timestamp, value));
      pageToken = page.value.nextPageToken;
    } while (pageToken !== undefined);
    this.#histories.set(key, marks);
    this.#held += marks.size;
    return { kind: 'ok', value: undefined };
  }
}

function markOf({ step, timeMillis, value }: RunPoint): string {
  return mark(step, timeMillis, value);
}

/** Infinities are stored as the largest number, and -0 as 0. */
function mark(step: number, timeMillis: number, value: number): string {
  const bounded = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return `${step} ${timeMillis} ${bounded === 0 ? 0 : bounded}`;
}
