import type { JsonObject, JsonValue } from '../../journal/events.js';
import { millisOf } from '../../run-model/index.js';
import type { FrameNumber } from '../types.js';

/** How a journal's free fields write the numbers that JSON lacks. */
const NO_JSON_NUMBERS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

/** Values in free objects that are nested deeper than this are cut: the page shows them as text anyway. */
const MAX_DEPTH = 16;

/**
 * A number as a frame holds it; `undefined` for what is no number. Integers beyond 2^53 lose their last digits here, as
 * they would in the page.
 */
export function frameNumber(value: JsonValue | undefined): Exclude<FrameNumber, null> | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : (String(value) as 'NaN');
  if (typeof value === 'bigint') return Number(value);
  return NO_JSON_NUMBERS.has(value) ? (value as 'NaN') : undefined;
}

/** A value that is no number, as one text; `undefined` for numbers, null and nothing. */
export function frameText(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || frameNumber(value) !== undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(plainValue(value)) : String(value);
}

/** An object as `JSON.stringify` can write it: integers beyond 2^53 and non-finite numbers become texts. */
export function plainObject(object: JsonObject | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (isList(value)) return value.map((item) => plainValue(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item, depth + 1)]));
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The object without its undefined fields. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const result: { [K in keyof T]?: T[K] | undefined } = {};
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] !== undefined) result[key] = fields[key];
  return result as T;
}

/** Epoch milliseconds of a journal's time, as an object to spread: nothing when there is none. */
export function timeOf(text: string | undefined): { readonly time?: number } {
  const time = millisOf(text);
  return time === undefined ? {} : { time };
}
