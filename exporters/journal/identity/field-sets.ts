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
  /** The last answer: nearly all updates of a run have the same fields in the same order. */
  #last: { readonly set: number; readonly names: readonly string[]; readonly result: number } | undefined;

  get size(): number {
    return this.#size;
  }

  has(set: number, name: string): boolean {
    return this.#sets[set]?.has(name) ?? false;
  }

  with(set: number, names: readonly string[]): number {
    const last = this.#last;
    if (last !== undefined && last.set === set && haveSameItems(last.names, names)) return last.result;
    const result = this.#find(set, names);
    this.#last = { set, names, result };
    return result;
  }

  #find(set: number, names: readonly string[]): number {
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

function haveSameItems(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, at) => item === b[at]));
}

/** Makes an empty table of field sets. */
export function createFieldSets(): FieldSets {
  return new SharedFieldSets();
}
