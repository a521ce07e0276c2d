/** Longest wait for a condition. Only a broken test comes near it: nothing is asserted about time. */
const LIMIT_SECONDS = 30;
const PAUSE_MILLIS = 10;

/**
 * Waits until something holds.
 *
 * @param what said when it does not come true
 * @throws Error when it does not come true
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LIMIT_SECONDS * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${LIMIT_SECONDS} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
  }
}
