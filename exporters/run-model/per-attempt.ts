/** Facts that can take in others of their kind. */
interface Mergeable<T> {
  include(other: T): void;
}

/** Facts kept apart by attempt, so that those of some attempts can be seen without the others. */
export class PerAttempt<T extends Mergeable<T>> {
  readonly #byAttempt = new Map<number, T>();
  readonly #make: () => T;

  /** @param make makes facts that know nothing */
  constructor(make: () => T) {
    this.#make = make;
  }

  /** The facts of one attempt, made when new. */
  of(attempt: number): T {
    let facts = this.#byAttempt.get(attempt);
    if (facts === undefined) {
      facts = this.#make();
      this.#byAttempt.set(attempt, facts);
    }
    return facts;
  }

  /** What the accepted attempts know together; not to be changed. Costs nothing while there is one attempt. */
  together(accepts: (attempt: number) => boolean): T {
    const accepted = [...this.#byAttempt].filter(([attempt]) => accepts(attempt)).map(([, facts]) => facts);
    const [only] = accepted;
    if (only !== undefined && accepted.length === 1) return only;
    const all = this.#make();
    for (const facts of accepted) all.include(facts);
    return all;
  }
}
