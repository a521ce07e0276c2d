import type { Instant } from '../otlp/visitor.js';

/** Milliseconds of the last instant that a `Date` holds (year 275760). */
const LAST_MILLIS = 8.64e15;

/** Whether a sender gave a time at all (0 means "unknown" in OTLP) and one that can be written. */
export function isKnown(time: Instant): boolean {
  return (time.millis > 0 || time.nanos > 0) && time.millis <= LAST_MILLIS;
}

/**
 * ISO 8601 in UTC with exactly as many digits as the instant needs: 3, 6 or 9. Exact to the nanosecond, because an
 * update's time is part of its identity.
 */
export function formatInstant(time: Instant): string {
  const millis = new Date(time.millis).toISOString();
  if (time.nanos === 0) return millis;
  const nanos = String(time.nanos).padStart(6, '0');
  return `${millis.slice(0, -1)}${nanos.endsWith('000') ? nanos.slice(0, 3) : nanos}Z`;
}

/** Seconds from one instant to the other, negative when the second is earlier. */
export function secondsBetween(start: Instant, end: Instant): number {
  return (end.millis - start.millis) / 1e3 + (end.nanos - start.nanos) / 1e9;
}
