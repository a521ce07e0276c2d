import { timeKey } from '../../run-model/time.js';

const SECONDS_LENGTH = '2026-03-02T09:00:00'.length;
const NANOS_PER_MILLI = 1_000_000n;
/** What 64 bits hold: from 1677 to 2262. */
const MAX_NANOS = 2n ** 63n - 1n;

/** Nanoseconds since 1970 of an ISO 8601 text; `undefined` for what is none, or lies beyond the years 1677 to 2262. */
export function epochNanos(text: string): bigint | undefined {
  const key = timeKey(text);
  if (key === '') return undefined;
  const millis = Date.parse(`${key.slice(0, SECONDS_LENGTH)}Z`);
  if (Number.isNaN(millis)) return undefined;
  const nanos = BigInt(millis) * NANOS_PER_MILLI + BigInt(key.slice(SECONDS_LENGTH + 1));
  return nanos > MAX_NANOS || nanos < -MAX_NANOS ? undefined : nanos;
}
