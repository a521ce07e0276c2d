/** Sets of field names that many updates share: an update holds the number of its set, so it costs one small integer. */
export interface FieldSets {
  /** Number of the set that holds nothing. */
  readonly empty: number;
  has(set: number, name: string): boolean;
  /** Number of the set with these names added. */
  with(set: number, names: readonly string[]): number;
  /** Names stored over all sets: what they cost in memory. */
  readonly size: number;
}

class SharedFieldSets implements FieldSets {
  readonly empty = 0;
  readonly #sets: ReadonlySet<string>[] = [new Set()];
  readonly #numbers = new Map<string, number>([[JSON.stringify([]), 0]]);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(set: number, name: string): boolean {
    return this.#sets[set]?.has(name) ?? false;
  }

  with(set: number, names: readonly string[]): number {
    const known = this.#sets[set] ?? new Set();
    if (names.every((name) => known.has(name))) return set;
    const all = [...new Set([...known, ...names])].sort();
    const key = JSON.stringify(all);
    const existing = this.#numbers.get(key);
    if (existing !== undefined) return existing;
    const number = this.#sets.push(new Set(all)) - 1;
    this.#numbers.set(key, number);
    this.#size += all.length;
    return number;
  }
}

/** Makes an empty table of field sets. */
export function createFieldSets(): FieldSets {
  return new SharedFieldSets();
}
