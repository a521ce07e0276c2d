/**
 * ISO 8601 in UTC with exactly as many digits as the instant needs: 3, 6 or 9. Exact to the nanosecond, because an
 * update's time is part of its identity.
 *
 * @param millis whole milliseconds since the epoch
 * @param nanos nanoseconds within that millisecond, 0 to 999,999
 */
export function timestampOf(millis: number, nanos: number): string {
  const text = new Date(millis).toISOString();
  if (nanos === 0) return text;
  const digits = String(nanos).padStart(6, '0');
  return `${text.slice(0, -1)}${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
}

const EXACT_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})(\d{6})$/;

/** An instant in two numbers that are exact. */
export interface ExactInstant {
  /** Whole milliseconds since the epoch. */
  readonly millis: number;
  /** Nanoseconds within that millisecond, 0 to 999,999. */
  readonly nanos: number;
}

/**
 * The instant of a comparable time (`exactTime`); `undefined` when the text is no such time, or a day or hour that does
 * not exist: different texts must never become one instant.
 */
export function instantOf(exactTime: string): ExactInstant | undefined {
  const match = EXACT_TIME.exec(exactTime);
  if (match === null) return undefined;
  const [, seconds = '', millis = '', nanos = ''] = match;
  const date = new Date(`${seconds}.${millis}Z`);
  return Number.isNaN(date.getTime()) || date.toISOString() !== `${seconds}.${millis}Z`
    ? undefined
    : { millis: date.getTime(), nanos: Number(nanos) };
}
