/**
 * Waits for a promise, at most the given time; a failure counts as an end. The timer keeps the process alive on
 * purpose: whoever flushes wants to wait, and everything else here does not hold the process.
 *
 * @returns whether the promise was settled in time
 */
export function within(timeoutSeconds: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, timeoutSeconds) * 1000);
    const done = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(done, done);
  });
}
