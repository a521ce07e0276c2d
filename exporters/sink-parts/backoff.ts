/** How long the first and the longest wait between two tries is. */
export interface BackoffOptions {
  /** Default 1. */
  readonly firstSeconds?: number | undefined;
  /** Default 60. */
  readonly lastSeconds?: number | undefined;
}

/** The wait before another try, which doubles with each. */
export class Backoff {
  readonly #first: number;
  readonly #last: number;
  #seconds: number;

  constructor({ firstSeconds = 1, lastSeconds = 60 }: BackoffOptions = {}) {
    this.#first = firstSeconds;
    this.#last = lastSeconds;
    this.#seconds = firstSeconds;
  }

  /**
   * Seconds to wait now: the destination's own wish, or ours. Half of ours is left to chance: runs and bridges that
   * failed together must not come back together.
   */
  next(wishSeconds?: number): number {
    const seconds = wishSeconds ?? this.#seconds * (0.5 + Math.random() / 2);
    this.#seconds = Math.min(this.#seconds * 2, this.#last);
    return seconds;
  }

  /** It went well: the next wait is the first again. */
  reset(): void {
    this.#seconds = this.#first;
  }
}
