import { NOTHING } from './units.js';

/** Writes moments (epoch milliseconds) in a time zone. */
export interface TimeFormat {
  /** `14:03:22` */
  clock(millis: number | undefined): string;
  /** `14:03:22.418` */
  exact(millis: number | undefined): string;
  /** `22 Nov 2026, 14:03` */
  date(millis: number | undefined): string;
  /** `22 Nov 2026, 14:03:22 GMT+1`: for runs of several days, and for readers elsewhere. */
  full(millis: number | undefined): string;
}

/** The farthest moment that a date of JavaScript can be, on both sides of 1970 (ECMA-262, "Time Values"). */
const FARTHEST_MILLIS = 8.64e15;

/** Creates the writer. @param timeZone IANA name; the reader's own when left out */
export function createTimeFormat(timeZone?: string): TimeFormat {
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const exact = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  const date = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const full = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  const write = (format: Intl.DateTimeFormat) => (millis: number | undefined) =>
    // The formats throw at what is no date; times are what senders say.
    millis === undefined || !(Math.abs(millis) <= FARTHEST_MILLIS) ? NOTHING : format.format(millis);
  return { clock: write(clock), exact: write(exact), date: write(date), full: write(full) };
}

/** In the reader's own time zone. */
export const localTime = createTimeFormat();
