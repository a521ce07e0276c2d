/**
 * Loaded before an app (`node --import`): where its main thread would wait for a second or more, it waits a hundred times
 * as long. What it does until then does not depend on how busy the machine of the tests is.
 */
const LONG_MILLIS = 1000;
const PATIENCE = 100;
/** A timer takes no more. */
const MAX_MILLIS = 2 ** 31 - 1;

const { setTimeout: start } = globalThis;

function patient(action: (...given: unknown[]) => void, millis = 0, ...given: unknown[]): NodeJS.Timeout {
  return start(action, millis < LONG_MILLIS ? millis : Math.min(millis * PATIENCE, MAX_MILLIS), ...given);
}

globalThis.setTimeout = Object.assign(patient, start);
