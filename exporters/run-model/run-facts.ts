import type {
  ArtifactEvent,
  FinishedEvent,
  InitEvent,
  JournalEvent,
  JsonObject,
  JsonValue,
  RunFields,
  RunUpdateEvent,
  ServerMetadataEvent,
} from '../journal/events.js';
import { canonicalText, compareText, greaterValue } from './order.js';
import { timeKey } from './time.js';

/** Attempt of events that name none. Older than any. */
export const NO_ATTEMPT = -1;

/** A value with what decides whether it is the latest: attempt, provisional or not, time, and last its own content. */
interface Dated<T> {
  readonly attempt: number;
  readonly rank: number;
  readonly key: string;
  readonly value: T;
}

/** A time as it sorts and as the log spells it. */
interface Moment {
  readonly key: string;
  readonly timestamp: string;
}

const RUN_FIELDS: readonly (keyof RunFields)[] = [
  'job',
  'algorithm',
  'config',
  'planned_rounds',
  'aggregation_mode',
  'objective',
  'parent_run_id',
  'system',
  'instance',
];

/** What is known about a run as a whole. Like the facts about rounds it is independent of order and repetition. */
export class RunFacts {
  readonly fields = new Map<keyof RunFields, Dated<JsonValue>>();
  readonly params = new Map<string, Dated<JsonValue>>();
  readonly tags = new Map<string, Dated<JsonValue>>();
  readonly text = new Map<string, Dated<JsonValue>>();
  readonly artifacts = new Map<string, ArtifactEvent>();
  /** Sortable and shown start of each attempt; the shown one is empty while only data of the attempt is there. */
  readonly attempts = new Map<number, { readonly key: string; readonly startedAt: string }>();
  /** Sortable start times that `init` events without an attempt say: HiveWatch writes one each time a run starts. */
  readonly bareStarts = new Map<string, string>();
  server: Dated<ServerMetadataEvent> | undefined;
  finished: Dated<FinishedEvent> | undefined;
  /** Oldest and youngest time stamp of all. */
  first: Moment | undefined;
  last: Moment | undefined;
  /**
   * Sortable time of the youngest event that shows the run at work. The end of a span does not: an interruption ends
   * the open spans, here and in the clients, a moment after it was recorded.
   */
  lastWorkKey = '';

  /** Takes what every event says: that its attempt exists, and when something happened. */
  see(event: JournalEvent): void {
    const attempt = attemptOf(event);
    if (attempt !== NO_ATTEMPT && !this.attempts.has(attempt)) this.attempts.set(attempt, { key: '', startedAt: '' });
    const { timestamp } = event;
    const key = timeKey(timestamp);
    if (timestamp === undefined || key === '') return;
    const spanEnd = event.event_type === 'task' && event.phase === 'ended';
    if (!spanEnd && key > this.lastWorkKey) this.lastWorkKey = key;
    const moment = { key, timestamp };
    if (this.first === undefined || isBefore(moment, this.first)) this.first = moment;
    if (this.last === undefined || isBefore(this.last, moment)) this.last = moment;
  }

  describe(event: InitEvent | RunUpdateEvent): void {
    const provisional = event.event_type === 'init' && event.provisional === true;
    const date = this.#date(event, provisional ? 0 : 1);
    for (const field of RUN_FIELDS) {
      const value = event[field];
      if (value !== undefined && value !== null) update(this.fields, field, { ...date, value: value as JsonValue });
    }
    if (!provisional) this.#addStart(event, date.attempt);
    if (event.event_type === 'run_update') {
      for (const kind of ['params', 'tags', 'text'] as const) {
        for (const [key, value] of Object.entries(event[kind] ?? {})) update(this[kind], key, { ...date, value });
      }
    }
  }

  setServer(event: ServerMetadataEvent): void {
    this.server = later(this.server, { ...this.#date(event, 1), value: event });
  }

  finish(event: FinishedEvent): void {
    this.finished = later(this.finished, { ...this.#date(event, 1), value: event });
  }

  addArtifact(event: ArtifactEvent): void {
    this.artifacts.set(canonicalText(event), event);
  }

  #date(event: JournalEvent, rank: number) {
    const startedAt = 'started_at' in event ? event.started_at : undefined;
    return { attempt: attemptOf(event), rank, key: timeKey(event.timestamp ?? startedAt) };
  }

  #addStart(event: InitEvent | RunUpdateEvent, attempt: number): void {
    const startedAt = event.started_at ?? (event.event_type === 'init' ? event.timestamp : undefined);
    const key = timeKey(startedAt);
    if (startedAt === undefined || key === '') return;
    if (attempt === NO_ATTEMPT) {
      const known = this.bareStarts.get(key);
      this.bareStarts.set(key, known === undefined || startedAt < known ? startedAt : known);
      return;
    }
    const known = this.attempts.get(attempt);
    if (known === undefined || known.key === '' || compareText(key, known.key) < 0)
      this.attempts.set(attempt, { key, startedAt });
    else if (key === known.key && startedAt < known.startedAt) this.attempts.set(attempt, { key, startedAt });
  }
}

/** Attempt of an event, {@link NO_ATTEMPT} when it names none. */
export function attemptOf(event: { readonly attempt?: number }): number {
  return typeof event.attempt === 'number' ? event.attempt : NO_ATTEMPT;
}

/** The latest values as an object, keys in order: which was said first must not show. */
export function valuesOf(facts: ReadonlyMap<string, Dated<JsonValue>>): JsonObject {
  const entries = [...facts].map(([key, { value }]): [string, JsonValue] => [key, value]);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

function isBefore(a: Moment, b: Moment): boolean {
  return (compareText(a.key, b.key) || compareText(a.timestamp, b.timestamp)) < 0;
}

function update<K, T>(facts: Map<K, Dated<T>>, key: K, fact: Dated<T>): void {
  facts.set(key, later(facts.get(key), fact));
}

function later<T>(known: Dated<T> | undefined, fact: Dated<T>): Dated<T> {
  if (known === undefined) return fact;
  const difference = known.rank - fact.rank || known.attempt - fact.attempt || compareText(known.key, fact.key);
  if (difference !== 0) return difference > 0 ? known : fact;
  return greaterValue(known, fact);
}
