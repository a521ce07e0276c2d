/** Makes one fact of two that have the same id. */
type Merge<T> = (known: T, fact: T) => T;

/**
 * Facts by id, in order of first sight. Nearly every client has one of a kind in a round, of which neither an id nor a map is
 * made: both would take more than the fact.
 */
export class FactSet<T> {
  readonly #idOf: (fact: T) => string;
  readonly #merge: Merge<T>;
  readonly #facts: T[] = [];
  /** By id; made with the second fact. */
  #places: Map<string, number> | undefined;

  /**
   * @param idOf what is told apart
   * @param merge what is known after the same came again
   */
  constructor(idOf: (fact: T) => string, merge: Merge<T>) {
    this.#idOf = idOf;
    this.#merge = merge;
  }

  /** All facts. */
  get all(): readonly T[] {
    return this.#facts;
  }

  add(fact: T): void {
    const [first] = this.#facts;
    if (first === undefined) {
      this.#facts.push(fact);
      return;
    }
    this.#places ??= new Map([[this.#idOf(first), 0]]);
    const id = this.#idOf(fact);
    const place = this.#places.get(id);
    const known = place === undefined ? undefined : this.#facts[place];
    if (place === undefined || known === undefined) this.#places.set(id, this.#facts.push(fact) - 1);
    else this.#facts[place] = this.#merge(known, fact);
  }
}
