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
import { attemptOf } from './run-facts.js';
import { timeKey } from './time.js';

/** A value with what decides whether it is the latest: attempt, provisional or not, time, and last its own content. */
interface Dated<T> {
  readonly attempt: number;
  readonly rank: number;
  readonly key: string;
  readonly value: T;
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

/** What a run says about itself, the latest of each. Independent of order and repetition, as all facts are. */
export class RunKnowledge {
  readonly fields = new Map<keyof RunFields, Dated<JsonValue>>();
  readonly params = new Map<string, Dated<JsonValue>>();
  readonly tags = new Map<string, Dated<JsonValue>>();
  readonly text = new Map<string, Dated<JsonValue>>();
  readonly artifacts = new Map<string, ArtifactEvent>();
  server: Dated<ServerMetadataEvent> | undefined;
  finished: Dated<FinishedEvent> | undefined;

  describe(event: InitEvent | RunUpdateEvent): void {
    const provisional = event.event_type === 'init' && event.provisional === true;
    const date = dateOf(event, provisional ? 0 : 1);
    for (const field of RUN_FIELDS) {
      const value = event[field];
      if (value !== undefined && value !== null) update(this.fields, field, { ...date, value: value as JsonValue });
    }
    if (event.event_type === 'run_update') {
      for (const kind of ['params', 'tags', 'text'] as const) {
        for (const [key, value] of Object.entries(event[kind] ?? {})) {
          update(this[kind], ownedKey(key, event.client_id), { ...date, value });
        }
      }
    }
  }

  setServer(event: ServerMetadataEvent): void {
    this.server = later(this.server, { ...dateOf(event, 1), value: event });
  }

  finish(event: FinishedEvent): void {
    this.finished = later(this.finished, { ...dateOf(event, 1), value: event });
  }

  addArtifact(event: ArtifactEvent): void {
    this.artifacts.set(canonicalText(event), event);
  }

  /** Adds all that another knows. */
  include(other: RunKnowledge): void {
    for (const [field, fact] of other.fields) update(this.fields, field, fact);
    for (const kind of ['params', 'tags', 'text'] as const) {
      for (const [key, fact] of other[kind]) update(this[kind], key, fact);
    }
    for (const [id, artifact] of other.artifacts) this.artifacts.set(id, artifact);
    if (other.server !== undefined) this.server = later(this.server, other.server);
    if (other.finished !== undefined) this.finished = later(this.finished, other.finished);
  }
}

/** The latest values as an object, keys in order: which was said first must not show. */
export function valuesOf(facts: ReadonlyMap<string, Dated<JsonValue>>): JsonObject {
  const entries = [...facts].map(([key, { value }]): [string, JsonValue] => [key, value]);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

/** What clients say of themselves stands beside what the run says. */
function ownedKey(key: string, client: string | undefined): string {
  return client === undefined ? key : `client.${client}.${key}`;
}

function dateOf(event: JournalEvent, rank: number) {
  const startedAt = 'started_at' in event ? event.started_at : undefined;
  return { attempt: attemptOf(event), rank, key: timeKey(event.timestamp ?? startedAt) };
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
