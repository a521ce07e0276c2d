import type { JsonObject, JsonValue } from '../journal/events.js';
import type { AnyValue, AttributeMap } from '../otlp/visitor.js';

/** Longest identifier (run, client, job, metric name) in UTF-16 units that is taken for one; longer ones are malformed. */
export const MAX_ID_LENGTH = 16_384;

/** JSON for any OTLP value: bytes become base64 text (OTLP/JSON's form), maps become objects with own keys only. */
export function toJson(value: AnyValue): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (value instanceof Map) return toJsonObject(value);
  return (value as readonly AnyValue[]).map(toJson);
}

/** The attributes as one JSON object. `Object.fromEntries` defines properties, so a key `__proto__` is only a key. */
export function toJsonObject(attributes: AttributeMap): JsonObject {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, toJson(value)]));
}

/**
 * The attributes below a template attribute (`fl.client.extra.<key>` with prefix `fl.client.extra.`) without the
 * prefix; `undefined` when there are none.
 */
export function templateValues(attributes: AttributeMap, prefix: string): JsonObject | undefined {
  let entries: [string, JsonValue][] | undefined;
  for (const [key, value] of attributes) {
    if (key.length > prefix.length && key.startsWith(prefix)) {
      entries ??= [];
      entries.push([key.slice(prefix.length), toJson(value)]);
    }
  }
  return entries === undefined ? undefined : Object.fromEntries(entries);
}

/** A text or number as an identifier: senders of other languages give numbers. `undefined` when empty or no scalar. */
export function idOf(value: AnyValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return undefined;
}

/** The value as a string, or `undefined`. */
export function stringOf(value: AnyValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whole numbers of so many digits travel as text where a sender's serializer would break them. */
const LONG_INTEGER = /^-?\d{16,400}$/;

/** The value as a number (not finite ones included); an integer beyond 2^53 loses its last digits here. */
export function numberOf(value: AnyValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return LONG_INTEGER.test(value) ? Number(value) : undefined;
  return typeof value === 'bigint' ? Number(value) : undefined;
}

/** The value as a whole number from 0 up to 2^53 − 1; a double without fraction counts (Python's numpy sends those). */
export function countOf(value: AnyValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** `T` with every property that may be `undefined` turned into an optional one. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its `undefined` fields, which `exactOptionalPropertyTypes` keeps apart from absent ones. */
export function compact<T extends object>(fields: T): Compact<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Compact<T>;
}
