import type { Buffer } from 'node:buffer';
import { randomInt } from 'node:crypto';

/** Counts the different names in a body, of which some dozens are usual and thousands an attack. */
export interface NameCounter {
  /** Takes the bytes of a name. @returns false when it is one too many */
  take(body: Buffer, start: number, end: number): boolean;
}

/** Start of the hash, and an odd factor for each byte: other in every process, so that no sender can make names meet. */
const SEED = randomInt(2 ** 32);
const FACTOR = randomInt(2 ** 31) * 2 + 1;

class HashedNameCounter implements NameCounter {
  /** Hashes of the names, 0 where there is none; never more than a quarter full. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  #left: number;

  constructor(limit: number) {
    this.#mask = 2 ** Math.ceil(Math.log2(4 * limit)) - 1;
    this.#slots = new Int32Array(this.#mask + 1);
    this.#left = limit;
  }

  take(body: Buffer, start: number, end: number): boolean {
    const hash = hashOf(body, start, end);
    const slots = this.#slots;
    let slot = (hash ^ (hash >>> 16)) & this.#mask;
    for (let taken = slots[slot]; taken !== 0; taken = slots[slot]) {
      if (taken === hash) return true;
      slot = (slot + 1) & this.#mask;
    }
    slots[slot] = hash;
    return this.#left-- > 0;
  }
}

/** Two names in some billions share a hash: then one is not counted, which does no harm. Never 0. */
function hashOf(body: Buffer, start: number, end: number): number {
  let hash = SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (body[i] ?? 0), FACTOR);
  return hash | 1;
}

/** @param limit different names that are taken */
export function createNameCounter(limit: number): NameCounter {
  return new HashedNameCounter(limit);
}
