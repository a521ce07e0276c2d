import { toHex } from '../privacy/hmac.js';
import { sha256 } from '../privacy/sha256.js';

/** Longest id that is kept as it is. */
const MAX_ID = 512;
/** Digits of the digest that tells long ids with one beginning apart. */
const DIGEST_DIGITS = 16;

/**
 * A client's id as text. Numbers are ids too, as many apps count their clients. Longer ids keep their beginning and get
 * a digest, so that two of them stay two. `undefined` when the value cannot be an id.
 */
export function toClientId(value: unknown): string | undefined {
  if (typeof value === 'string' && value.length <= MAX_ID) {
    return value === '' ? undefined : value;
  }
  if (typeof value === 'string') {
    const digest = toHex(sha256(new TextEncoder().encode(value))).slice(0, DIGEST_DIGITS);
    return `${value.slice(0, MAX_ID - DIGEST_DIGITS - 1)}#${digest}`;
  }
  return (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
