/** Below this time the kernel's ticks of ten milliseconds may not show work that was done. Seconds. */
const TRUSTED_SECONDS = 0.25;

/**
 * Time used as a share of time passed. `undefined` when it cannot be told: in the first sample, and where nothing shows
 * in so short a time that it may be too coarse to show. A 0 is true.
 *
 * @param used seconds @param elapsed true seconds since the sample before
 */
export function shareOfTime(used: number, elapsed: number | undefined): number | undefined {
  if (elapsed === undefined || elapsed <= 0) return undefined;
  return used <= 0 && elapsed < TRUSTED_SECONDS ? undefined : used / elapsed;
}
