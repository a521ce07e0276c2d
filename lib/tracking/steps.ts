/** Counters that are kept. Those of further tags begin at 0 again and again, and their values all arrive. */
const MAX_TAGS = 100_000;

/** Gives values without a step one: the number after the highest that their tag has had. */
export class StepCounters {
  readonly #next = new Map<string, number>();

  /**
   * @param owner whose tag it is: every client counts for itself
   * @param step what the app said; kept as it is
   */
  stepOf(owner: string, name: string, step: number | undefined): number {
    const key = `${owner.length}:${owner}${name}`;
    const next = this.#next.get(key) ?? 0;
    const found = step ?? next;
    if (found >= next && (this.#next.size < MAX_TAGS || this.#next.has(key))) {
      this.#next.set(key, Math.min(found + 1, Number.MAX_SAFE_INTEGER));
    }
    return found;
  }
}
