/** Values by two names, each made the first time when it is asked for. For closed lists of names: nothing is forgotten. */
export class NamePairs<T> {
  readonly #rows = new Map<string, Map<string, T>>();
  readonly #make: (first: string, second: string) => T;

  constructor(make: (first: string, second: string) => T) {
    this.#make = make;
  }

  /** The value of two names: the same at each call. */
  of(first: string, second: string): T {
    let row = this.#rows.get(first);
    if (row === undefined) {
      row = new Map();
      this.#rows.set(first, row);
    }
    let value = row.get(second);
    if (value === undefined) {
      value = this.#make(first, second);
      row.set(second, value);
    }
    return value;
  }
}
