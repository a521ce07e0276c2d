import type { HttpAnswer } from './types.js';

/** Slowest that a server may make us: one request in so long (`core/internal/api/ratelimit.go` has 0.1 a second). */
const MAX_WAIT_SECONDS = 10;

/**
 * Spreads requests over what a server says is left (`RateLimit-Remaining`, `RateLimit-Reset`: requests, and seconds until
 * there are more), so that it need not refuse any.
 */
export interface Pace {
  /** Looks at an answer. */
  see(answer: HttpAnswer): void;
  /** Milliseconds to wait before the next request. */
  waitMillis(): number;
}

/** @param now epoch milliseconds */
export function createPace(now: () => number = Date.now): Pace {
  let until = 0;
  return {
    see({ headers }) {
      const remaining = numberOf(headers['ratelimit-remaining']);
      const reset = numberOf(headers['ratelimit-reset']);
      if (remaining === undefined || reset === undefined) return;
      const seconds = Math.min(reset / Math.max(remaining, 1), MAX_WAIT_SECONDS);
      until = now() + seconds * 1000;
    },
    waitMillis: () => Math.max(0, until - now()),
  };
}

function numberOf(header: string | undefined): number | undefined {
  if (header === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(header)) return undefined;
  return Number(header);
}
