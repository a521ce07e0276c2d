import type { JournalEvent, JsonObject, JsonValue } from '../events.js';
import { isJsonObject, reviveNumbers } from './numeric-fields.js';
import { parseTolerant } from './parse-tolerant.js';
import { findFault, isKnownEvent } from './shapes.js';

/** Longest line that is written or read, in bytes (in characters here, which are never more). */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** What a line turned out to be. */
export type DecodedLine =
  | { readonly kind: 'event'; readonly event: JournalEvent }
  /** A JSON object of an event type that this version does not know: skipped, not an error. */
  | { readonly kind: 'unknown'; readonly eventType: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** An integer of 16 digits or more in the place of a value; `JSON.parse` may round it. Fractions do not match. */
const LONG_INTEGER = /[[:,\s-]\d{16}/;
const NON_FINITE = /NaN|Infinity/;
/** What the decoder may change beyond `JSON.parse` in a line of ours. */
const NEEDS_CARE = /NaN|Infinity|"gradient_divergence"|:null|[[:,-]\d{16}/;

/**
 * Reads one line, ours or HiveWatch's (0.2 and 0.3 spellings, bare `NaN`). Integers beyond 2^53 are bigints; texts of
 * non-finite numbers become numbers in known numeric fields only. Never throws.
 */
export function decodeLine(text: string): DecodedLine {
  if (text.length > MAX_LINE_BYTES) return malformed(`a line of more than ${MAX_LINE_BYTES} bytes`);
  let value: JsonValue;
  try {
    value = parse(text);
  } catch (error) {
    return malformed(`not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`);
  }
  if (!isJsonObject(value)) return malformed('not a JSON object');
  const eventType = value.event_type;
  if (typeof eventType !== 'string') return malformed('no event_type');
  if (!isKnownEvent(eventType)) return { kind: 'unknown', eventType };
  const event = canonical(NON_FINITE.test(text) ? reviveNumbers(value) : value);
  const fault = findFault(event);
  return fault === undefined ? { kind: 'event', event: event as unknown as JournalEvent } : malformed(fault);
}

/** Whether decoding the line of a plain event gives back exactly that event (undefined values apart). */
export function isLiteralLine(line: string): boolean {
  return !NEEDS_CARE.test(line);
}

function malformed(reason: string): DecodedLine {
  return { kind: 'malformed', reason };
}

function parse(text: string): JsonValue {
  if (LONG_INTEGER.test(text)) return parseTolerant(text);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (NON_FINITE.test(text)) return parseTolerant(text);
    throw error;
  }
}

/** Foreign spellings made ours: absent instead of null, ids as text, HiveWatch 0.2's name of the dispersion. */
function canonical(event: JsonObject): JsonObject {
  const changed = new Map<string, JsonValue | undefined>();
  for (const [key, value] of Object.entries(event)) {
    if (value === null && key !== 'accuracy' && !(key === 'round' && event.event_type === 'client_update')) {
      changed.set(key, undefined);
    }
  }
  const { round_metrics: metrics, clients } = event;
  if (isJsonObject(metrics) && Object.hasOwn(metrics, 'gradient_divergence')) {
    const { gradient_divergence: dispersion, ...others } = metrics;
    changed.set('round_metrics', { gradient_norm_dispersion: dispersion ?? null, ...others });
  }
  if (Array.isArray(clients)) {
    const records: readonly JsonValue[] = clients;
    if (records.some(hasNumericId))
      changed.set(
        'clients',
        records.map((record) => withTextId(record)),
      );
  }
  if (changed.size === 0) return event;
  const entries = [...new Map<string, JsonValue | undefined>([...Object.entries(event), ...changed])];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject;
}

function hasNumericId(record: JsonValue): boolean {
  return isJsonObject(record) && (typeof record.client_id === 'number' || typeof record.client_id === 'bigint');
}

function withTextId(record: JsonValue): JsonValue {
  return isJsonObject(record) && hasNumericId(record) ? { ...record, client_id: String(record.client_id) } : record;
}
