/** Runs at most so many tasks at once; the others wait in order. */
export interface Limiter {
  run<T>(task: () => Promise<T>): Promise<T>;
}

class CountingLimiter implements Limiter {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly limit: number) {}

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await task();
    } finally {
      // The place goes straight to the next in line, so nobody can slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

/** @param limit tasks at once, at least 1 */
export function createLimiter(limit: number): Limiter {
  return new CountingLimiter(limit);
}
