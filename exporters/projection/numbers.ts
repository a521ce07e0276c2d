import type { JsonValue } from '../journal/events.js';

/** How a journal writes the numbers that JSON lacks, where the reader cannot know that a text is a number. */
const NO_JSON_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** The value as a number; not finite ones and integers beyond 2^53 included. `undefined` for anything else. */
export function numberIn(value: JsonValue | undefined): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'string' ? NO_JSON_NUMBERS.get(value) : undefined;
}

/** The value if it is a finite number. */
export function finiteIn(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The value if it is a whole number from 0. */
export function countIn(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The value if it is a text. */
export function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The nearest step that a destination can hold: an integer. A foreign log's may be a fraction, or none at all. */
export function stepOf(value: number | bigint): number {
  const step = Number(value);
  if (Number.isNaN(step)) return 0;
  return Math.min(Math.max(Math.trunc(step), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) + 0;
}
