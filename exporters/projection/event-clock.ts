import type { JournalEvent } from '../journal/events.js';
import { millisOf } from '../run-model/index.js';

/** Last instant that a `Date` holds. */
const LAST_MILLIS = 8.64e15;

/**
 * Gives every event of a journal a time, the same in every fold: its own; else that of the last event that had one;
 * else the start of its attempt; else 0. The present plays no part.
 */
export class EventClock {
  #last: number | undefined;

  /** Epoch milliseconds, an integer from 0. */
  read(event: JournalEvent): number {
    const own = epochMillis(event.timestamp) ?? ('started_at' in event ? epochMillis(event.started_at) : undefined);
    if (own !== undefined) this.#last = own;
    return own ?? this.#last ?? attemptMillis(event) ?? 0;
  }
}

/** Whole epoch milliseconds of an ISO 8601 time; `undefined` for what is none, or lies before 1970. */
export function epochMillis(timestamp: string | undefined): number | undefined {
  const millis = millisOf(timestamp);
  return millis === undefined || millis < 0 ? undefined : Math.floor(millis);
}

function attemptMillis({ attempt }: JournalEvent): number | undefined {
  const known = typeof attempt === 'number' && Number.isSafeInteger(attempt) && attempt >= 0 && attempt <= LAST_MILLIS;
  return known ? attempt : undefined;
}
