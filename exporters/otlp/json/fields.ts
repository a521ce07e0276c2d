import { Buffer } from 'node:buffer';
import { OtlpDecodeError } from '../decode-error.js';
import { validId } from '../ids.js';
import { instantFromJson, int64FromJson } from '../integers.js';
import { MAX_ITEMS } from '../limits.js';
import type { Instant } from '../visitor.js';

/** A parsed JSON object. As in proto3 JSON, a field that is `null` counts as absent and a repeated one as its last. */
export type JsonRecord = { readonly [field: string]: unknown };

const EMPTY: JsonRecord = {};

/** Makes the error for a value of the wrong kind. */
function unexpected(expected: string, value: unknown): OtlpDecodeError {
  return new OtlpDecodeError(`expected ${expected}, got ${describe(value)}`);
}

/** Puts the place in front of the message of a decode error; other errors (a visitor's) stay as they are. */
export function located(error: unknown, place: string): unknown {
  if (!(error instanceof OtlpDecodeError)) {
    return error;
  }
  const separator = /^[^\s:]+: /.test(error.message) ? '.' : ': ';
  return new OtlpDecodeError(`${place}${separator}${error.message}`);
}

/** Calls `read` with the object of a message field; an absent one is an empty object. */
export function within<T>(parent: JsonRecord, field: string, read: (record: JsonRecord) => T): T {
  try {
    return read(record(parent[field] ?? EMPTY));
  } catch (error) {
    throw located(error, field);
  }
}

/** Calls `read` with each object of a repeated message field. */
export function forEach(parent: JsonRecord, field: string, read: (record: JsonRecord) => void): void {
  let index = 0;
  const items = list(parent, field);
  try {
    for (const item of items) {
      read(record(item));
      index++;
    }
  } catch (error) {
    throw located(error, `${field}[${index}]`);
  }
}

/** @returns the elements of a repeated field @throws OtlpDecodeError when it is no array or one of too many elements */
export function list(parent: JsonRecord, field: string): readonly unknown[] {
  const value = parent[field] ?? [];
  if (!Array.isArray(value)) {
    throw located(unexpected('an array', value), field);
  }
  return value;
}

/** Refuses arrays within attribute values that are longer than what protobuf bodies may have. */
export function bounded(items: readonly unknown[]): readonly unknown[] {
  if (items.length > MAX_ITEMS) {
    throw new OtlpDecodeError(`more than ${MAX_ITEMS} elements in one array`);
  }
  return items;
}

/** @returns the value as an object @throws OtlpDecodeError when it is none */
export function record(value: unknown): JsonRecord {
  if (!isRecord(value)) {
    throw unexpected('an object', value);
  }
  return value;
}

/** @returns a string field, empty when absent */
export function text(parent: JsonRecord, field: string): string {
  return convert(parent, field, 'a string', (value) => (typeof value === 'string' ? value : undefined)) ?? '';
}

/** @returns an enum or 32-bit field, 0 when absent; OTLP forbids the names of enum values */
export function int32(parent: JsonRecord, field: string): number {
  return (
    convert(parent, field, 'a 32-bit integer', (value) => {
      const number = int64FromJson(value);
      return typeof number === 'number' && number >= -(2 ** 31) && number < 2 ** 32 ? number : undefined;
    }) ?? 0
  );
}

/** @returns a time field, the epoch when absent */
export function instant(parent: JsonRecord, field: string): Instant {
  return convert(parent, field, 'nanoseconds since the epoch', instantFromJson) ?? { millis: 0, nanos: 0 };
}

/** @returns a trace or span id of `size` bytes in lower-case hex; empty when it is absent or invalid */
export function hexId(parent: JsonRecord, field: string, size: number): string {
  const hex = text(parent, field);
  if (!/^[0-9a-fA-F]*$/.test(hex)) {
    throw located(unexpected('hexadecimal digits', hex), field);
  }
  return validId(hex, size);
}

/** @returns a double: a number, or a string with a number, `NaN`, `Infinity` or `-Infinity`; else `undefined` */
export function doubleFromJson(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const isNumber = typeof value === 'string' && /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|NaN|-?Infinity)$/.test(value);
  return isNumber ? Number(value) : undefined;
}

/**
 * Reads an integer. JavaScript SDKs write every number without a fraction as an integer, even beyond 64 bits (1e300);
 * such a one is taken for the double that it is instead of refusing all that came with it.
 * @returns a number when it is exact or beyond 64 bits, else a bigint; `undefined` when it is no integer
 */
export function integerFromJson(value: unknown): number | bigint | undefined {
  const exact = int64FromJson(value);
  if (exact !== undefined) {
    return exact;
  }
  const double = doubleFromJson(value);
  return Number.isInteger(double) ? double : undefined;
}

/** @returns bytes from base64 in either alphabet, padded or not; else `undefined` */
export function bytesFromJson(value: unknown): Uint8Array | undefined {
  const isBase64 = typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value);
  return isBase64 ? new Uint8Array(Buffer.from(value, 'base64')) : undefined;
}

/**
 * Finds which member of a oneof is set. Protobuf gives it to the last one on the wire, and so does this.
 * @returns the name of the member, `undefined` when none is set
 */
export function lastSet<Field extends string>(parent: JsonRecord, members: readonly Field[]): Field | undefined {
  const set = members.filter((member) => parent[member] !== undefined && parent[member] !== null);
  if (set.length < 2) {
    return set[0];
  }
  const order = Object.keys(parent);
  return set.reduce((last, member) => (order.indexOf(member) > order.indexOf(last) ? member : last));
}

/** Converts a field that is there. @throws OtlpDecodeError when `read` cannot make sense of it */
export function convert<T>(
  parent: JsonRecord,
  field: string,
  expected: string,
  read: (value: unknown) => T | undefined,
): T | undefined {
  const value = parent[field];
  if (value === undefined || value === null) {
    return undefined;
  }
  const result = read(value);
  if (result === undefined) {
    throw located(unexpected(expected, value), field);
  }
  return result;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'an array' : 'an object';
  }
  return String(value);
}
