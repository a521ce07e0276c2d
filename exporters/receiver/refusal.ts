/**
 * A request that is not taken. What a Collector does with the status decides which one is right: it tries 429 and 503
 * again after `Retry-After` and drops the data on every other status used here, so those stand only for what can
 * never pass. 500, 408 and 502 are never sent.
 */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503;
  /** For the sender's log. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longest wait that is asked for: an exporter that sleeps holds up all that is queued behind it. */
const MAX_RETRY_SECONDS = 30;

/** The request, or what it unpacks to, exceeds the limit. */
export function tooLarge(maxBytes: number): Refusal {
  return { status: 413, message: `the body has more than ${maxBytes} bytes, as sent or unpacked` };
}

/** All memory for bodies is in use. */
export function overloaded(): Refusal {
  return retryLater(503, 'too many bytes are being received at once', 1);
}

/**
 * Asks to send the same again.
 * @param afterSeconds becomes a whole number from 1 to 30, the only form of `Retry-After` that all exporters read
 */
export function retryLater(status: 429 | 503, message: string, afterSeconds: number): Refusal {
  const seconds = Math.min(Math.max(Math.ceil(afterSeconds), 1), MAX_RETRY_SECONDS);
  return { status, message, headers: { 'Retry-After': String(Number.isNaN(seconds) ? 1 : seconds) } };
}
