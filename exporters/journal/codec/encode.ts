import type { JournalEvent, JsonObject, JsonValue } from '../events.js';
import { spellAccuracies } from './numeric-fields.js';

/** Deepest nesting that a line has. What is deeper is written as a text that says so, instead of failing the event. */
export const MAX_DEPTH = 64;

/** Down to here a value is looked at whole before its parts are encoded: the depth of a client in a map of a run. */
const MAX_PLAIN_DEPTH = 4;

const TOO_DEEP = '"[nested too deep]"';
/** A pair or a lone one. */
const SURROGATE = /[\ud800-\udfff]/;
/** `JSON.stringify` escapes lone surrogates like this; an escaped backslash before `u` only costs the slower path. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** A line, and whether it says no more and no less than the event: nothing had to be spelt in another way. */
export interface EncodedEvent {
  /** Without newline. */
  readonly line: string;
  readonly plain: boolean;
}

/**
 * One journal line without its newline: strict JSON, the event's type and run first. Non-finite numbers are texts
 * (accuracies are null with the text beside them), bigints keep their digits, lone surrogates become U+FFFD. Keys whose
 * value is undefined are left out.
 */
export function encodeLine(event: JournalEvent): string {
  return encodeEvent(event).line;
}

/** `encodeLine` for who must know whether a reader will see exactly this event. */
export function encodeEvent(event: JournalEvent): EncodedEvent {
  const ordered = inReadingOrder(event);
  const line = isPlain(ordered, 0) ? plainText(ordered) : undefined;
  if (line !== undefined) return { line, plain: true };
  return { line: encodeJson(spellAccuracies(ordered)), plain: false };
}

/** Keys that identify a line to a human eye, in their order. */
const HEAD: readonly string[] = ['event_type', 'run_id', 'attempt', 'round', 'timestamp'];

/** What identifies a line comes first; the rest keeps its order. Most events are made that way. */
function inReadingOrder(event: JournalEvent): JsonObject {
  const content = event as unknown as JsonObject;
  if (isInReadingOrder(content)) return content;
  const { event_type, run_id, attempt, timestamp } = event;
  const round = 'round' in event ? event.round : undefined;
  const head: Record<string, JsonValue> = { event_type, run_id };
  if (attempt !== undefined) head.attempt = attempt;
  if (round !== undefined) head.round = round;
  if (timestamp !== undefined) head.timestamp = timestamp;
  return { ...head, ...content };
}

function isInReadingOrder(event: JsonObject): boolean {
  const keys = Object.keys(event);
  let at = 0;
  for (const key of HEAD) {
    if (event[key] !== undefined && keys[at++] !== key) return false;
  }
  return true;
}

/** Whether `JSON.stringify` alone writes the value as we want it. */
function isPlain(value: JsonValue | undefined, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !isLargeWhole(value);
  if (typeof value === 'bigint') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item, depth + 1)) return false;
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) if (!isPlain(object[key], depth + 1)) return false;
  return true;
}

/** A plain value as text; `undefined` when there is half a surrogate pair in it. */
function plainText(value: JsonObject | readonly JsonValue[]): string | undefined {
  const text = JSON.stringify(value);
  return text.includes('\\ud') && LONE_SURROGATE.test(text) ? undefined : text;
}

/** Written with an exponent, so that no reader takes the rounded number for an integer with all its digits. */
function isLargeWhole(value: number): boolean {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

/**
 * Any JSON value as strict JSON text, under the same rules as a line but for accuracies.
 *
 * @param sortKeys own keys in code unit order, so that equal values have equal texts
 */
export function encodeJson(value: JsonValue | undefined, sortKeys = false, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(wellFormed(value));
    case 'number':
      if (!Number.isFinite(value)) return `"${value}"`;
      return isLargeWhole(value) ? value.toExponential() : JSON.stringify(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      break;
    default:
      return 'null';
  }
  if (value === null) return 'null';
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  // Most of what is encoded is plain, and JSON.stringify several times as fast as what follows. One odd number in a map
  // shall not cost the whole map its speed, nor a nest of lists be looked through once for each of its levels.
  if (!sortKeys && depth <= MAX_PLAIN_DEPTH && isPlain(value, depth)) {
    const text = plainText(value as JsonObject);
    if (text !== undefined) return text;
  }
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    return `[${items.map((item) => encodeJson(item, sortKeys, depth + 1)).join(',')}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries
    .map(([key, item]) => `${JSON.stringify(wellFormed(key))}:${encodeJson(item, sortKeys, depth + 1)}`)
    .join(',')}}`;
}

/** The text with every lone surrogate replaced by U+FFFD, as UTF-8 would have it. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text;
}
