import type { Warnings } from './warnings.js';

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

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
}
