/** Keeps what was made last, up to a weight; what else is asked for is made again. */
export class Recent<K extends object, V> {
  readonly #maxWeight: number;
  readonly #held = new Map<K, { readonly value: V; readonly weight: number }>();
  #weight = 0;

  /** @param maxWeight of all that is held together; the last one is held whatever it weighs */
  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  /** What is held under a key. */
  get(key: K): V | undefined {
    const entry = this.#held.get(key);
    if (entry === undefined) return undefined;
    this.#held.delete(key);
    this.#held.set(key, entry);
    return entry.value;
  }

  /** Holds a value, and lets go those that nobody asked for the longest. */
  set(key: K, value: V, weight: number): void {
    this.#drop(key);
    this.#held.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#held.keys()) {
      if (this.#weight <= this.#maxWeight || oldest === key) return;
      this.#drop(oldest);
    }
  }

  #drop(key: K): void {
    this.#weight -= this.#held.get(key)?.weight ?? 0;
    this.#held.delete(key);
  }
}
