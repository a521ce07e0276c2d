import { type Buffer, isUtf8 } from 'node:buffer';

/** Longest text, in bytes, that is worth remembering: attribute keys, metric names, ids. */
const MAX_CACHED_BYTES = 64;
const SLOTS = 4_096;

/**
 * Turns UTF-8 bytes into strings and remembers short ASCII ones. Telemetry repeats the same keys and ids in every
 * point, and comparing bytes is several times cheaper than making a string. The memory is a fixed table in which a
 * newer text replaces an older one of the same slot, so it never grows.
 */
export interface StringCache {
  /** @returns the text, or `undefined` when the bytes are not valid UTF-8 */
  decode(bytes: Buffer, start: number, end: number): string | undefined;
}

class FixedStringCache implements StringCache {
  readonly #slots: string[] = new Array<string>(SLOTS).fill('');

  decode(bytes: Buffer, start: number, end: number): string | undefined {
    if (end - start > MAX_CACHED_BYTES) {
      return decodeUtf8(bytes, start, end);
    }
    let hash = end - start;
    let seen = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      hash = Math.imul(hash ^ byte, 0x0100_0193);
      seen |= byte;
    }
    if (seen > 0x7f) {
      return decodeUtf8(bytes, start, end);
    }
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const cached = this.#slots[slot] ?? '';
    if (equalsAscii(cached, bytes, start, end)) {
      return cached;
    }
    const text = bytes.toString('latin1', start, end);
    this.#slots[slot] = text;
    return text;
  }
}

function equalsAscii(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) {
    return false;
  }
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) {
      return false;
    }
  }
  return true;
}

/** Node decodes broken UTF-8 to U+FFFD without a word; only texts that have one need the full check. */
function decodeUtf8(bytes: Buffer, start: number, end: number): string | undefined {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)) ? undefined : text;
}

/** Makes an empty cache of fixed size. */
export function createStringCache(): StringCache {
  return new FixedStringCache();
}
