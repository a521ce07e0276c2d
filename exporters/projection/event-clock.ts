import type { JournalEvent } from '../journal/events.js';
import { millisOf } from '../run-model/time.js';

/** Last instant that a `Date` holds. */
const LAST_MILLIS = 8.64e15;

/** Times as our journals write them, and HiveWatch. They are read without the general parser, which costs ten times as much. */
const USUAL_TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3,9}(?:Z|\+00:00)$/;

const BELOW_MILLIS = /([.,]\d{3})\d+/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Gives every event of a journal a time, the same in every fold: its own; else that of the last event that had one;
 * else the start of its attempt; else 0. The present plays no part.
 */
export class EventClock {
  #last: number | undefined;
  #day = '';
  #dayMillis = Number.NaN;

  /** Epoch milliseconds, an integer from 0. */
  read(event: JournalEvent): number {
    const own = this.#parse(event.timestamp) ?? ('started_at' in event ? epochMillis(event.started_at) : undefined);
    if (own !== undefined) this.#last = own;
    return own ?? this.#last ?? attemptMillis(event) ?? 0;
  }

  #parse(timestamp: string | undefined): number | undefined {
    if (timestamp === undefined || !USUAL_TIME.test(timestamp)) return epochMillis(timestamp);
    const day = timestamp.slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayMillis = Date.parse(`${day}T00:00:00.000Z`);
    }
    // Of a day that is none only the general parser knows what to make.
    if (!(this.#dayMillis >= 0)) return epochMillis(timestamp);
    const clock =
      twoDigits(timestamp, 11) * HOUR + twoDigits(timestamp, 14) * MINUTE + twoDigits(timestamp, 17) * SECOND;
    return this.#dayMillis + clock + twoDigits(timestamp, 20) * 10 + timestamp.charCodeAt(22) - ZERO;
  }
}

const ZERO = '0'.charCodeAt(0);

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** Whole epoch milliseconds of an ISO 8601 time; `undefined` for what is none, or lies before 1970. */
export function epochMillis(timestamp: string | undefined): number | undefined {
  // Cut before it is parsed: a fraction of nearly a millisecond would be rounded up.
  const millis = typeof timestamp === 'string' ? millisOf(timestamp.replace(BELOW_MILLIS, '$1')) : undefined;
  return millis === undefined || millis < 0 ? undefined : Math.floor(millis);
}

function attemptMillis({ attempt }: JournalEvent): number | undefined {
  const known = typeof attempt === 'number' && Number.isSafeInteger(attempt) && attempt >= 0 && attempt <= LAST_MILLIS;
  return known ? attempt : undefined;
}
