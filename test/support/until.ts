/** Longest wait for a condition. Only a broken test comes near it: nothing is asserted about time. */
const LIMIT_SECONDS = 30;
const PAUSE_MILLIS = 10;

/**
 * Waits until something holds.
 *
 * @param what said when it does not come true
 * @param limitSeconds longest wait, for what takes real systems long
 * @throws Error when it does not come true
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitSeconds = LIMIT_SECONDS,
): Promise<void> {
  // Not the clock of the day, which tests and machines set.
  const deadline = performance.now() + limitSeconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${limitSeconds} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
  }
}
