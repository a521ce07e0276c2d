import type { JsonObject, JsonValue } from '../journal/events.js';

const DATA_PROPERTY = { configurable: true, enumerable: true, writable: true };

/** The object without its undefined fields. */
export function present(fields: { readonly [key: string]: JsonValue | undefined }): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value === undefined) continue;
    // An app may call a field so; to assign it would change what the object inherits.
    if (key === '__proto__') Object.defineProperty(result, key, { value, ...DATA_PROPERTY });
    else result[key] = value;
  }
  return result;
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
