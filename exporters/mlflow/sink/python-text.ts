import type { JsonObject, JsonValue } from '../../journal/events.js';

/**
 * A value as Python's `str()` writes it: HiveWatch's params and tags look like that, and dashboards search for them
 * (`True`, `None`, `[64, 32, 10]`).
 */
export function pythonText(value: JsonValue): string {
  return typeof value === 'string' ? value : repr(value);
}

/** A number as Python writes a `float`: with a point, also when it is whole. */
export function pythonFloat(value: number): string {
  const text = numberText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/**
 * Nested objects as one level with dotted names, in the order of the object. Where two names meet, the first stays.
 *
 * @returns names with the text of their values
 */
export function flattenConfig(config: JsonObject): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  const add = (prefix: string, object: JsonObject) => {
    for (const [name, value] of Object.entries(object)) {
      const key = `${prefix}${name}`;
      if (isObject(value) && Object.keys(value).length > 0) add(`${key}.`, value);
      else if (!flat.has(key)) flat.set(key, pythonText(value));
    }
  };
  add('', config);
  return flat;
}

function repr(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([name, entry]) => `${quote(name)}: ${repr(entry)}`)
      .join(', ')}}`;
  }
  return `[${value.map(repr).join(', ')}]`;
}

/** JavaScript cannot tell 1.0 from 1: whole numbers are written as Python's `int`. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value !== 0 && Math.abs(value) < 1e-4) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(value);
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `${mark}${escaped}${mark}`;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
