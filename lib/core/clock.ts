import type { EpochTime } from './records.js';

/** Nanoseconds of a second and of a millisecond. */
const NANOS_PER_SECOND = 1_000_000_000;
const NANOS_PER_MILLI = 1_000_000;

/** Epoch milliseconds (fractions allowed) as seconds and nanoseconds. */
export function fromMillis(millis: number): EpochTime {
  const whole = Math.floor(millis);
  const seconds = Math.floor(whole / 1000);
  const nanos = (whole - seconds * 1000) * NANOS_PER_MILLI + Math.floor((millis - whole) * NANOS_PER_MILLI);
  return [seconds, nanos];
}

/** Whether `a` is later than `b`. */
export function isAfter(a: EpochTime, b: EpochTime): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

/** The earliest time after `time`. */
export function nextNano(time: EpochTime): EpochTime {
  return time[1] + 1 < NANOS_PER_SECOND ? [time[0], time[1] + 1] : [time[0] + 1, 0];
}

/** Gives each record a time of its own. */
export interface Clock {
  /**
   * The present, and always later than what was returned before: two records of one millisecond are a nanosecond apart,
   * so that no reader takes the second for a repetition of the first.
   */
  now(): EpochTime;
  /** Epoch milliseconds, never the same number twice: the attempt of a run. */
  nextAttempt(): number;
}

class IncreasingClock implements Clock {
  readonly #millis: () => number;
  #last: EpochTime = [0, 0];
  /** What the source said last. */
  #lastMillis = Number.NEGATIVE_INFINITY;
  #lastAttempt = 0;

  constructor(millis: () => number) {
    this.#millis = millis;
  }

  now(): EpochTime {
    const millis = this.#millis();
    const time = millis > this.#lastMillis ? fromMillis(millis) : this.#last;
    this.#lastMillis = millis;
    this.#last = isAfter(time, this.#last) ? time : nextNano(this.#last);
    return this.#last;
  }

  nextAttempt(): number {
    this.#lastAttempt = Math.max(Math.floor(this.#millis()), this.#lastAttempt + 1);
    return this.#lastAttempt;
  }
}

/** Makes a clock over a source of epoch milliseconds. */
export function createClock(millis: () => number = Date.now): Clock {
  return new IncreasingClock(millis);
}
