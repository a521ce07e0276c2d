import type { Instant } from './visitor.js';

const TWO_POW_32 = 0x1_0000_0000;
const NANOS_PER_MILLI = 1_000_000;

/** 2^32 nanoseconds are 4,294 ms and 967,296 ns: the split that keeps every product below 2^53. */
const HIGH_MILLIS = 4_294;
const HIGH_NANOS = 967_296;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Joins the halves of a signed 64-bit integer.
 * @param high upper 32 bits, signed or unsigned
 * @param low lower 32 bits, signed or unsigned
 * @returns a number when it is exact, else a bigint
 */
export function int64FromHalves(high: number, low: number): number | bigint {
  const value = (high | 0) * TWO_POW_32 + (low >>> 0);
  if (Number.isSafeInteger(value)) {
    return value;
  }
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
}

/**
 * Joins the halves of an OTLP time (unsigned nanoseconds since the epoch), exactly and without bigint.
 * @param high upper 32 bits, signed or unsigned
 * @param low lower 32 bits, signed or unsigned
 */
export function instantFromHalves(high: number, low: number): Instant {
  const instant = { millis: 0, nanos: 0 };
  splitNanos(high, low, instant);
  return instant;
}

/** An instant that may be changed by who made it. */
export interface MutableInstant extends Instant {
  millis: number;
  nanos: number;
}

/** Like `instantFromHalves`, into an object that is there already. */
export function splitNanos(high: number, low: number, target: MutableInstant): void {
  const upper = high >>> 0;
  const rest = upper * HIGH_NANOS + (low >>> 0);
  const nanos = rest % NANOS_PER_MILLI;
  target.millis = upper * HIGH_MILLIS + (rest - nanos) / NANOS_PER_MILLI;
  target.nanos = nanos;
}

/**
 * Reads a signed 64-bit integer in proto3 JSON: decimal text, or a number without fraction.
 * @returns a number when it is exact, else a bigint; `undefined` when it is no such integer
 */
export function int64FromJson(value: unknown): number | bigint | undefined {
  const exact = exactInteger(value);
  if (typeof exact !== 'bigint') {
    return exact;
  }
  if (exact < MIN_INT64 || exact > MAX_INT64) {
    return undefined;
  }
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/**
 * Reads an OTLP time in proto3 JSON: nanoseconds since the epoch as decimal text or a number without fraction.
 * @returns `undefined` when it is no unsigned 64-bit integer
 */
export function instantFromJson(value: unknown): Instant | undefined {
  const exact = exactInteger(value);
  if (exact === undefined || exact < 0 || exact > MAX_UINT64) {
    return undefined;
  }
  if (typeof exact === 'number') {
    const nanos = exact % NANOS_PER_MILLI;
    return { millis: (exact - nanos) / NANOS_PER_MILLI, nanos };
  }
  const perMilli = BigInt(NANOS_PER_MILLI);
  return { millis: Number(exact / perMilli), nanos: Number(exact % perMilli) };
}

/** The integer that a JSON value stands for, without loss; at most 20 characters, so that bigint work is bounded. */
function exactInteger(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) {
      return value + 0;
    }
    return Number.isInteger(value) && Math.abs(value) < 2 ** 65 ? BigInt(value) : undefined;
  }
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) {
    return undefined;
  }
  return value.length < 16 ? Number(value) + 0 : BigInt(value);
}
