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

const EXACT_TIME = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{9})$/;
const NANOS_PER_MILLI = 1_000_000;

/** The day that was asked for last: times of a journal are mostly of one day. */
let lastDay = { text: '', millis: Number.NaN };

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
  const [, day = '', hours, minutes, seconds, fraction] = match;
  if (day !== lastDay.text) lastDay = { text: day, millis: millisOf(day) };
  if (Number.isNaN(lastDay.millis)) return undefined;
  const nanos = Number(fraction) % NANOS_PER_MILLI;
  const millis = (Number(fraction) - nanos) / NANOS_PER_MILLI;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return { millis: lastDay.millis + whole * 1_000 + millis, nanos };
}

/** Start of a day (`2026-03-02`); not a number when there is no such day. */
function millisOf(day: string): number {
  const date = new Date(`${day}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day) ? Number.NaN : date.getTime();
}
