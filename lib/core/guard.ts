import type { Warnings } from './warnings.js';

/** Part of a stack that is searched: it begins with the message, which may be any text of the caller's. */
const MAX_STACK = 10_000;

/**
 * Runs a recording call. Telemetry must never stop a training loop, so whatever fails inside, own faults and throwing
 * getters of the caller's objects alike, is said once per call name and goes no further.
 */
export function guard<T>(warnings: Warnings, call: string, fallback: T, action: () => T): T {
  try {
    return action();
  } catch (error) {
    try {
      warnings.warn('FEDOTEL_INTERNAL', `${call} failed and recorded nothing: ${reasonOf(error)}`, call);
    } catch {
      // A host whose warning channel throws gets no warning.
    }
    return fallback;
  }
}

/** Kind and place of an error, without its message: that may quote what the caller recorded. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return typeof error;
  }
  const place = /^\s+at .*?([\w.-]+:\d+):\d+\)?$/m.exec((error.stack ?? '').slice(0, MAX_STACK))?.[1];
  const name = /^\w{1,100}$/.test(error.name) ? error.name : 'an error';
  return place === undefined ? name : `${name} at ${place}`;
}
