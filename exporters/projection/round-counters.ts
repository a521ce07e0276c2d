/** Counts that are kept at a time; of more, the oldest is forgotten and would start again from 1. */
const MAX_KEPT = 4096;

/** Counts within rounds, such as the drop-outs of one: each time gives the number so far. */
export class RoundCounters {
  readonly #counts = new Map<string, number>();

  /** The next number, from 1. */
  next(name: string, round: number): number {
    const id = `${round} ${name}`;
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    if (this.#counts.size > MAX_KEPT) {
      const oldest = this.#counts.keys().next();
      if (!oldest.done) this.#counts.delete(oldest.value);
    }
    return count;
  }

  clear(): void {
    this.#counts.clear();
  }
}
