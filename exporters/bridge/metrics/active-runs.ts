/** A run that nothing came of for so long counts as interrupted elsewhere, too. */
const SILENCE_MILLIS = 15 * 60_000;

/** Counts the runs that are going on. */
export interface ActiveRuns {
  /** Something came of a run. */
  heard(runId: string): void;
  /** Whether something came of the run in the last 15 minutes. */
  has(runId: string): boolean;
  /** Runs that something came of in the last 15 minutes. */
  count(): number;
}

class HeardRuns implements ActiveRuns {
  /** Oldest first: a run that is heard again goes to the end. */
  readonly #heardAt = new Map<string, number>();

  constructor(readonly now: () => number) {}

  heard(runId: string): void {
    this.#heardAt.delete(runId);
    this.#heardAt.set(runId, this.now());
  }

  has(runId: string): boolean {
    return (this.#heardAt.get(runId) ?? Number.NEGATIVE_INFINITY) > this.now() - SILENCE_MILLIS;
  }

  count(): number {
    const silent = this.now() - SILENCE_MILLIS;
    for (const [runId, at] of this.#heardAt) {
      if (at > silent) break;
      this.#heardAt.delete(runId);
    }
    return this.#heardAt.size;
  }
}

/** @param now epoch milliseconds */
export function createActiveRuns(now: () => number = Date.now): ActiveRuns {
  return new HeardRuns(now);
}
