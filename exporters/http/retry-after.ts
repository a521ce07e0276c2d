/** A server that asks for more must have meant something else. */
const MAX_SECONDS = 3600;

/**
 * Seconds that a `Retry-After` header asks to wait: a number of seconds, or a date (RFC 9110, section 10.2.3).
 *
 * @param nowMillis epoch milliseconds
 * @returns from 0 to 3,600; `undefined` when there is none that can be read
 */
export function retryAfterSeconds(header: string | undefined, nowMillis: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), MAX_SECONDS);
  // All three forms of the standard have letters; without them Date.parse would take any number for a year.
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, Math.ceil((date - nowMillis) / 1000)), MAX_SECONDS);
}
