/** Seconds since the stopwatch was started, by a clock that is never set back. */
export type Stopwatch = () => number;

/** Starts a stopwatch. */
export function startStopwatch(): Stopwatch {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
