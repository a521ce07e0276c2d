/** Time and timers, so that tests need not wait. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after so many milliseconds; the result cancels. Never keeps the process alive. */
  after(millis: number, callback: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(millis, callback) {
    const timer = setTimeout(callback, millis);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
