/** Events that come one after the other are waited for: this long for the next … */
const PAUSE_MILLIS = 50;
/** … and this long for all of them. */
const LONGEST_MILLIS = 250;

/** Times of {@link Gathering}, milliseconds. */
export interface GatheringTimes {
  readonly pauseMillis?: number;
  readonly longestMillis?: number;
}

/**
 * Waits for more while events keep coming, before points are cut into requests: the more are cut at once, the fewer keys
 * each request has. A run that is read from a file would otherwise begin with requests of its first rounds alone.
 */
export class Gathering {
  readonly #pauseMillis: number;
  readonly #longestMillis: number;
  /** Those who wait for everything to be sent. */
  #hurried = 0;
  #wake: () => void = () => undefined;

  constructor({ pauseMillis, longestMillis }: GatheringTimes = {}) {
    this.#pauseMillis = pauseMillis ?? PAUSE_MILLIS;
    this.#longestMillis = longestMillis ?? LONGEST_MILLIS;
  }

  /**
   * Returns when nothing has come for a moment, or it has taken long enough, or somebody is in a hurry.
   *
   * @param lastCame when the last event came, milliseconds by `performance.now`
   * @param isEnough there are so many points that more would not help
   */
  async wait(lastCame: () => number, isEnough: () => boolean): Promise<void> {
    const until = performance.now() + this.#longestMillis;
    while (this.#hurried === 0 && !isEnough()) {
      const waitMillis = Math.min(lastCame() + this.#pauseMillis, until) - performance.now();
      if (waitMillis <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMillis);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Nothing is waited for until this work is done. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    this.#hurried += 1;
    this.#wake();
    return work().finally(() => {
      this.#hurried -= 1;
    });
  }
}
