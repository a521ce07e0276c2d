/** Counts the requests that are being handled. */
export interface InFlight {
  /** Counts `work` until it settles. */
  track(work: Promise<unknown>): void;
  /** Resolves when nothing is counted, and after the given time at the latest. */
  settle(timeoutSeconds: number): Promise<void>;
}

class CountingInFlight implements InFlight {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  track(work: Promise<unknown>): void {
    this.#count++;
    const done = (): void => {
      this.#count--;
      if (this.#count === 0) {
        for (const resolve of this.#waiting) {
          resolve();
        }
      }
    };
    work.then(done, done);
  }

  settle(timeoutSeconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#count === 0) {
        resolve();
        return;
      }
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, timeoutSeconds * 1000);
      this.#waiting.add(finish);
    });
  }
}

/** Makes a counter that stands at none. */
export function createInFlight(): InFlight {
  return new CountingInFlight();
}
