import { clientFields } from '../../../semconv/index.js';
import type { JsonObject, JsonValue } from '../events.js';

/**
 * Fields whose values are numbers by definition. Only there does the reader turn `"NaN"`, `"Infinity"` and
 * `"-Infinity"` back into numbers: anywhere else such a text may be just a text.
 */
const CLIENT_FIELDS: ReadonlySet<string> = new Set([
  ...clientFields.map((descriptor) => descriptor.journal),
  ...['accuracy', 'base_round', 'lat', 'lng'],
]);

const ROUND_FIELDS: ReadonlySet<string> = new Set([
  'global_accuracy',
  'global_loss',
  'num_selected',
  'num_completed',
  'num_stragglers',
  'num_failures',
  'num_dropped',
  'round_duration_sec',
  'gradient_norm_dispersion',
  'train_loss',
  'num_samples',
  'total_bytes_up',
  'total_bytes_down',
  'aggregation_time_sec',
  'privacy_epsilon',
  'privacy_delta',
]);

const EVENT_FIELDS: ReadonlySet<string> = new Set([
  'accuracy',
  'loss',
  'num_samples',
  'duration_sec',
  'value',
  'size_bytes',
  ...['min', 'max', 'sum', 'sum_of_squares'],
]);

/** Accuracies are `null` with the text beside them: HiveWatch's page calls `toFixed` on what is not null. */
const ACCURACIES: readonly string[] = ['global_accuracy', 'local_accuracy', 'accuracy'];

const TEXTS: ReadonlyMap<JsonValue, number> = new Map<JsonValue, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** True for a JSON object as opposed to an array, null or a scalar. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Copy of an object with some own keys replaced; safe for any key, `__proto__` too. */
function withEntries(object: JsonObject, entries: Iterable<readonly [string, JsonValue | undefined]>): JsonObject {
  const all = new Map<string, JsonValue | undefined>(Object.entries(object));
  for (const [key, value] of entries) {
    if (value === undefined) all.delete(key);
    else all.set(key, value);
  }
  return Object.fromEntries(all) as JsonObject;
}

/** Known numeric fields of a holder; `undefined` where every key is one (`metrics`). */
type NumericFields = ReadonlySet<string> | undefined;

/** Applies `change` where an event can hold known numbers: itself, its (round) metrics and its client records. */
function mapNumberHolders(
  event: JsonObject,
  change: (holder: JsonObject, fields: NumericFields) => JsonObject,
): JsonObject {
  const freeNumbers = (holder: JsonObject): JsonObject =>
    isJsonObject(holder.metrics) ? withEntries(holder, [['metrics', change(holder.metrics, undefined)]]) : holder;
  const { round_metrics: roundMetrics, clients, client } = event;
  const parts: [string, JsonValue][] = [];
  if (isJsonObject(roundMetrics)) parts.push(['round_metrics', freeNumbers(change(roundMetrics, ROUND_FIELDS))]);
  if (Array.isArray(clients)) {
    const records: readonly JsonValue[] = clients;
    parts.push(['clients', records.map((record) => (isJsonObject(record) ? change(record, CLIENT_FIELDS) : record))]);
  }
  if (isJsonObject(client)) parts.push(['client', change(client, CLIENT_FIELDS)]);
  return change(freeNumbers(withEntries(event, parts)), EVENT_FIELDS);
}

/** Turns the texts of non-finite numbers back into numbers, in known numeric fields only. */
export function reviveNumbers(event: JsonObject): JsonObject {
  return mapNumberHolders(event, (holder, fields) => {
    const changes: [string, JsonValue | undefined][] = [];
    for (const [key, value] of Object.entries(holder)) {
      const number = fields === undefined || fields.has(key) ? TEXTS.get(value) : undefined;
      if (number !== undefined) changes.push([key, number]);
    }
    for (const key of fields === undefined ? [] : ACCURACIES) {
      const number = holder[key] === null ? TEXTS.get(holder[`${key}_text`] ?? null) : undefined;
      if (number !== undefined) changes.push([key, number], [`${key}_text`, undefined]);
    }
    return changes.length === 0 ? holder : withEntries(holder, changes);
  });
}

/** Writes non-finite accuracies as `null` with their text in `<field>_text`; other numbers are left to the writer. */
export function spellAccuracies(event: JsonObject): JsonObject {
  return mapNumberHolders(event, (holder, fields) => {
    const changes: [string, JsonValue][] = [];
    for (const key of fields === undefined ? [] : ACCURACIES) {
      const value = holder[key];
      if (typeof value === 'number' && !Number.isFinite(value))
        changes.push([key, null], [`${key}_text`, String(value)]);
    }
    return changes.length === 0 ? holder : withEntries(holder, changes);
  });
}
