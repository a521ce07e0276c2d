import { createHmac, toHex } from './hmac.js';

/** Hexadecimal digits of a pseudonym: 96 bits, so that even millions of clients never share one. */
const PSEUDONYM_DIGITS = 24;
/** Pseudonyms that are remembered: an HMAC costs far more than recording an update. */
const MAX_REMEMBERED = 50_000;

/**
 * Turns client ids into pseudonyms that are stable under one key.
 *
 * @param key secret text; any length
 */
export function createPseudonyms(key: string): (client: string) => string {
  const encoder = new TextEncoder();
  const hmac = createHmac(encoder.encode(key));
  const remembered = new Map<string, string>();
  return (client) => {
    const known = remembered.get(client);
    if (known !== undefined) {
      return known;
    }
    const pseudonym = toHex(hmac(encoder.encode(client))).slice(0, PSEUDONYM_DIGITS);
    if (remembered.size >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.set(client, pseudonym);
    return pseudonym;
  };
}

/** A key that nobody else has, when the app gives none. */
export function randomKey(): string {
  return toHex(globalThis.crypto.getRandomValues(new Uint8Array(32)));
}
