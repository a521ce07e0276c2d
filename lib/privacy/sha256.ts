/** Bytes of a block and of a digest. */
export const BLOCK_BYTES = 64;
export const DIGEST_BYTES = 32;

/** First 32 bits of the fractional parts of the `power`-th roots of the first primes (FIPS 180-4, sections 4.2.2 and 5.3.3). */
function primeRoots(count: number, power: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let candidate = 2, found = 0; found < count; candidate++) {
    if (isPrime(candidate)) {
      const root = candidate ** (1 / power);
      words[found] = (root - Math.floor(root)) * 2 ** 32;
      found += 1;
    }
  }
  return words;
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor++) {
    if (value % divisor === 0) {
      return false;
    }
  }
  return true;
}

const INITIAL_STATE = primeRoots(8, 2);
const ROUND_CONSTANTS = primeRoots(64, 3);

/**
 * SHA-256 (FIPS 180-4), synchronous and without a platform's crypto module: recording calls never wait and the core
 * also runs in browsers, where the only digest is asynchronous.
 */
export function sha256(message: Uint8Array): Uint8Array {
  const state = INITIAL_STATE.slice();
  const schedule = new Uint32Array(64);
  const padded = pad(message);
  for (let offset = 0; offset < padded.length; offset += BLOCK_BYTES) {
    compress(state, schedule, new DataView(padded.buffer, offset, BLOCK_BYTES));
  }
  const digest = new DataView(new ArrayBuffer(DIGEST_BYTES));
  state.forEach((word, index) => {
    digest.setUint32(index * 4, word);
  });
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and the message's length in bits, to a multiple of the block. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const bits = message.length * 8;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bits / 2 ** 32));
  view.setUint32(padded.length - 4, bits >>> 0);
  return padded;
}

function compress(state: Uint32Array, schedule: Uint32Array, block: DataView): void {
  for (let t = 0; t < 64; t++) {
    schedule[t] = t < 16 ? block.getUint32(t * 4) : expand(schedule, t);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + at(ROUND_CONSTANTS, t) + at(schedule, t)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}

function expand(schedule: Uint32Array, t: number): number {
  const w15 = at(schedule, t - 15);
  const w2 = at(schedule, t - 2);
  const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
  const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
  return at(schedule, t - 16) + sigma0 + at(schedule, t - 7) + sigma1;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** All indices are in range; the type of an index access does not know. */
function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
