import { timestampOf } from '../journal/index.js';
import type { Instant } from '../otlp/visitor.js';

/** Milliseconds of the last instant that a `Date` holds (year 275760). */
const LAST_MILLIS = 8.64e15;

/** Whether a sender gave a time at all (0 means "unknown" in OTLP) and one that can be written. */
export function isKnown(time: Instant): boolean {
  return (time.millis > 0 || time.nanos > 0) && time.millis <= LAST_MILLIS;
}

/** The instant as the journal writes it: ISO 8601 in UTC, exact. */
export function formatInstant(time: Instant): string {
  return timestampOf(time.millis, time.nanos);
}

/** Seconds from one instant to the other, negative when the second is earlier. */
export function secondsBetween(start: Instant, end: Instant): number {
  return (end.millis - start.millis) / 1e3 + (end.nanos - start.nanos) / 1e9;
}
