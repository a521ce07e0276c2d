/**
 * Numbers client updates: an update of one kind, by one client, at one time has one number, from 0 in order of arrival.
 *
 * There is one entry for each update of the rounds in memory, and each update is looked up, so this is a hash table in
 * typed arrays: an entry is some 35 bytes beside its client, where a `Map` with text keys takes 200 and is what the garbage
 * collector spends its time on. Keys are compared in full, never by their hash alone.
 */
export interface UpdateKeys {
  /** Updates that have a number. */
  readonly size: number;
  /**
   * Number of the update. It is new when that number is what `size` was before.
   *
   * @param kind whole number that stands for whatever else tells updates apart (operation, run)
   * @param millis whole milliseconds since the epoch
   * @param nanos nanoseconds within that millisecond
   */
  place(kind: number, client: string, millis: number, nanos: number): number;
  /** Small whole number kept with an update; 0 at first. */
  value(update: number): number;
  setValue(update: number, value: number): void;
  /** Forgets the updates from this number on. */
  truncate(size: number): void;
}

const LEAST_CAPACITY = 8;
/** Other in every process, so that no sender can choose ids that fall together. */
const SEED = Math.floor(Math.random() * 0x1_0000_0000) | 0;

class HashedUpdateKeys implements UpdateKeys {
  #size = 0;
  #clients: string[] = [];
  #millis = new Float64Array(0);
  #nanos = new Int32Array(0);
  #kinds = new Int32Array(0);
  #values = new Int32Array(0);
  #hashes = new Int32Array(0);
  /** Number + 1 of the update whose hash leads here, or to a place before it; 0 when free. Twice the capacity. */
  #slots = new Int32Array(0);

  constructor(readonly seed: number) {}

  get size(): number {
    return this.#size;
  }

  place(kind: number, client: string, millis: number, nanos: number): number {
    const hash = hashUpdate(this.seed, kind, client, millis, nanos);
    const hashes = this.#hashes;
    let slots = this.#slots;
    let slot = hash & (slots.length - 1);
    for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
      const update = entry - 1;
      if (
        hashes[update] === hash &&
        this.#millis[update] === millis &&
        this.#nanos[update] === nanos &&
        this.#kinds[update] === kind &&
        this.#clients[update] === client
      ) {
        return update;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    const update = this.#size;
    if (update === this.#millis.length) {
      this.#grow();
      slots = this.#slots;
      slot = freeSlot(slots, hash);
    }
    this.#clients.push(client);
    this.#millis[update] = millis;
    this.#nanos[update] = nanos;
    this.#kinds[update] = kind;
    this.#values[update] = 0;
    this.#hashes[update] = hash;
    slots[slot] = update + 1;
    this.#size = update + 1;
    return update;
  }

  value(update: number): number {
    return this.#values[update] ?? 0;
  }

  setValue(update: number, value: number): void {
    this.#values[update] = value;
  }

  truncate(size: number): void {
    if (size >= this.#size) return;
    this.#size = size;
    this.#clients.length = size;
    this.#slots.fill(0);
    this.#fillSlots();
  }

  #grow(): void {
    const capacity = Math.max(LEAST_CAPACITY, 2 * this.#millis.length);
    this.#millis = copyOf(this.#millis, new Float64Array(capacity));
    this.#nanos = copyOf(this.#nanos, new Int32Array(capacity));
    this.#kinds = copyOf(this.#kinds, new Int32Array(capacity));
    this.#values = copyOf(this.#values, new Int32Array(capacity));
    this.#hashes = copyOf(this.#hashes, new Int32Array(capacity));
    this.#slots = new Int32Array(2 * capacity);
    this.#fillSlots();
  }

  #fillSlots(): void {
    const slots = this.#slots;
    for (let update = 0; update < this.#size; update++) {
      slots[freeSlot(slots, this.#hashes[update] ?? 0)] = update + 1;
    }
  }
}

function freeSlot(slots: Int32Array, hash: number): number {
  let slot = hash & (slots.length - 1);
  while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
  return slot;
}

function copyOf<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The prime of FNV-1a for 32 bits. */
const PRIME = 0x0100_0193;
const WORD = 2 ** 32;

/**
 * FNV-1a over all that tells an update from others. Each part is multiplied in before the next one: two parts that meet
 * by `^` alone, or one that is left out, would let a sender choose keys that fall together whatever the seed is.
 */
export function hashUpdate(seed: number, kind: number, client: string, millis: number, nanos: number): number {
  let hash = Math.imul(seed ^ kind, PRIME);
  for (let i = 0; i < client.length; i++) hash = Math.imul(hash ^ client.charCodeAt(i), PRIME);
  hash = Math.imul(hash ^ Math.floor(millis / WORD), PRIME);
  hash = Math.imul(hash ^ (millis | 0), PRIME);
  hash = Math.imul(hash ^ nanos, PRIME);
  return hash ^ (hash >>> 15);
}

/**
 * Makes an empty table; it takes memory with the first update.
 *
 * @param seed of the hash; default: this process's own
 */
export function createUpdateKeys(seed = SEED): UpdateKeys {
  return new HashedUpdateKeys(seed);
}
