import type { AttributeMap, AttributeValue } from './records.js';

/** Longest text of a single value; longer ones are cut and end in `…`. */
export const MAX_TEXT = 16_384;
/** Longest name of a free value. */
const MAX_KEY = 256;
/** Deepest nesting: far below the 32 levels at which decoders of the contract refuse a message. */
const MAX_DEPTH = 8;
/** Most values in one copied tree. */
const MAX_NODES = 10_000;

/** Decides what stands for a value, by its name: used to redact secrets. Returns the value itself to keep it. */
export type Redactor = (key: string, value: unknown) => unknown;

/** State of one copy: the way down, to find cycles, and what may still be copied. */
interface Copy {
  readonly ancestors: unknown[];
  readonly redact: Redactor | undefined;
  nodesLeft: number;
}

/** `value` cut to `max` UTF-16 units, never inside a surrogate pair. */
export function cutText(value: string, max: number): string {
  if (value.length <= max) {
    return value;
  }
  const cut = value.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A number, or a big integer as the nearest one; `undefined` for anything else. NaN and infinities are numbers. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'bigint' ? Number(value) : undefined;
}

/**
 * A number as attribute. Integers beyond ±(2^53 − 1) become decimal text: OTLP serialisers write every integral number
 * as a 64-bit integer and would change or break these.
 */
export function numberAttribute(value: number): number | string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : value;
}

/**
 * Copies any JavaScript value into an attribute value: bounded in depth, size and text, without cycles, without
 * prototypes' influence. Functions, symbols and `undefined` have no copy. Dates become ISO text, errors their name (what
 * they say may be about a person), maps objects, sets and typed arrays lists; `toJSON` is honoured. What the value's own
 * getters throw passes through.
 */
export function copyValue(value: unknown, redact?: Redactor): AttributeValue | undefined {
  return copy(value, { ancestors: [], redact, nodesLeft: MAX_NODES });
}

/** Copies the own entries of an object (or the entries of a `Map`), each under `name(key)`. Not an object: no entries. */
export function copyEntries(source: unknown, name: (key: string) => string, redact?: Redactor): AttributeMap {
  const state: Copy = { ancestors: [source], redact, nodesLeft: MAX_NODES };
  const entries: [string, AttributeValue][] = [];
  for (const [key, value] of entriesOf(source)) {
    const copied = copyMember(key, value, state);
    if (key !== '' && copied !== undefined) {
      entries.push([name(cutText(key, MAX_KEY)), copied]);
    }
  }
  return Object.fromEntries(entries);
}

/** Own string-keyed entries of an object or a map; none of anything else. */
export function entriesOf(source: unknown): Iterable<[string, unknown]> {
  if (source instanceof Map) {
    return [...source].map(([key, value]) => [String(key), value]);
  }
  return typeof source === 'object' && source !== null ? Object.entries(source) : [];
}

function copy(value: unknown, state: Copy): AttributeValue | undefined {
  state.nodesLeft -= 1;
  switch (typeof value) {
    case 'string':
      return cutText(value, MAX_TEXT);
    case 'number':
      return numberAttribute(value);
    case 'bigint':
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
        ? Number(value)
        : cutText(value.toString(), MAX_TEXT);
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : copyObject(value, state);
    default:
      return undefined;
  }
}

function copyObject(value: object, state: Copy): AttributeValue | undefined {
  if (value instanceof Error) {
    return cutText(String(value.name), MAX_KEY);
  }
  if (state.ancestors.includes(value)) {
    return '[circular]';
  }
  if (state.ancestors.length >= MAX_DEPTH) {
    return '[nested too deep]';
  }
  state.ancestors.push(value);
  try {
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return copyMember('', value.toJSON(), state);
    }
    if (Array.isArray(value) || value instanceof Set || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
      return copyList(value as Iterable<unknown>, state);
    }
    const entries: [string, AttributeValue][] = [];
    for (const [key, member] of entriesOf(value)) {
      if (state.nodesLeft <= 0) {
        entries.push(['…', '[truncated]']);
        break;
      }
      const copied = copyMember(key, member, state);
      if (copied !== undefined) {
        entries.push([cutText(key, MAX_KEY), copied]);
      }
    }
    // Not by assignment: a key named __proto__ would set the prototype.
    return Object.fromEntries(entries);
  } finally {
    state.ancestors.pop();
  }
}

function copyList(values: Iterable<unknown>, state: Copy): AttributeValue[] {
  const list: AttributeValue[] = [];
  for (const value of values) {
    if (state.nodesLeft <= 0) {
      list.push('[truncated]');
      break;
    }
    list.push(copyMember('', value, state) ?? null);
  }
  return list;
}

function copyMember(key: string, value: unknown, state: Copy): AttributeValue | undefined {
  return copy(state.redact === undefined ? value : state.redact(key, value), state);
}
