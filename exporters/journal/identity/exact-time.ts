const UTC_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)$/;
const MINUTE_LENGTH = '2026-03-02T09:00'.length;

/**
 * Comparable text of an ISO 8601 time in UTC: `.004Z`, `.004000+00:00` and `.004000000Z` are the same instant and give
 * the same text, and texts sort like times. Anything else stays as it is.
 */
export function exactTime(timestamp: string): string {
  const match = UTC_TIME.exec(timestamp);
  if (match === null) return timestamp;
  const [, seconds = '', fraction = ''] = match;
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

/** The minute that a time lies in, as text. */
export function minuteOf(timestamp: string): string {
  return timestamp.slice(0, MINUTE_LENGTH);
}
