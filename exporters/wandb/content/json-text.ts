import { encodeJson, wellFormed } from '../../journal/codec/encode.js';
import type { JsonValue } from '../../journal/events.js';

/**
 * A value as the lines and records of W&B have it: JSON, but with the bare tokens `NaN`, `Infinity` and `-Infinity`, and
 * integers of any length with all their digits.
 */
export function wandbJson(value: JsonValue | undefined): string {
  switch (typeof value) {
    case 'number':
      // `String(-0)` is "0": JSON has the sign.
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(wellFormed(value));
    case 'object':
      break;
    default:
      return encodeJson(value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(wandbJson).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(wellFormed(key))}:${wandbJson(item)}`).join(',')}}`;
}
