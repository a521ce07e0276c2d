import { type Clock, fromMillis, isAfter, nextNano } from '../core/clock.js';
import type { EpochTime } from '../core/records.js';

/** Clients whose last time is remembered. */
const MAX_CLIENTS = 100_000;

/**
 * Times of updates. A client's times strictly increase, because an update's time is part of its identity: the clock sees
 * to it for the present, this for times that the app gives.
 */
export class ClientTimes {
  readonly #clock: Clock;
  /** Last time per client; only filled once the app gives times itself. */
  readonly #last = new Map<string, EpochTime>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param millis epoch milliseconds, when the app gave a time */
  next(client: string, millis: number | undefined): EpochTime {
    const time = millis === undefined ? this.#clock.now() : fromMillis(millis);
    if (millis === undefined && this.#last.size === 0) {
      return time;
    }
    const last = this.#last.get(client);
    const increasing = last === undefined || isAfter(time, last) ? time : nextNano(last);
    this.#remember(client, increasing);
    return increasing;
  }

  #remember(client: string, time: EpochTime): void {
    const oldest = this.#last.keys().next();
    if (this.#last.size >= MAX_CLIENTS && !this.#last.has(client) && !oldest.done) {
      this.#last.delete(oldest.value);
    }
    this.#last.set(client, time);
  }
}
