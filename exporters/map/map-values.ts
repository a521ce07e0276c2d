import type { JsonObject, JsonValue } from '../journal/events.js';

/** The object without its undefined fields. */
export function present(fields: { readonly [key: string]: JsonValue | undefined }): JsonObject {
  const entries = Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/**
 * An accuracy under a name: HiveWatch's page calls `toFixed` on what is not null, so that NaN and infinities become
 * null with their text beside them (`<name>_text`), as in the journal. Nothing when there is none.
 */
export function accuracyEntries(name: string, value: JsonValue | undefined): JsonObject {
  if (value === undefined) return {};
  const isOdd = typeof value === 'number' && !Number.isFinite(value);
  return isOdd ? { [name]: null, [`${name}_text`]: String(value) } : { [name]: value };
}
