/** A run's index as the budget sees it. */
export interface BudgetedIndex {
  readonly indexSize: number;
  /** True while a batch is under way: then the index must not shrink. */
  readonly committing: boolean;
  /** @param spare entries that the parts in use may have and stay all the same */
  shrinkIndex(size: number, spare: number): void;
}

/** Keeps the indexes of all runs together within a number of entries. */
export interface IndexBudget {
  /** To be called when a run's index has grown. */
  report(index: BudgetedIndex): void;
  /** The index is of no use any more. */
  forget(index: BudgetedIndex): void;
}

/**
 * What the parts in use (the newest rounds of the run that reports) may have all the same, as a multiple of the limit. A
 * round that is larger than the limit would else be sent away after each request, and be read again for the next one.
 */
export const SPARE = 2;

/** Shrinking goes down to this share of the limit, so that it does not happen at every batch. */
const AFTER_SHRINK = 0.75;

class LruIndexBudget implements IndexBudget {
  /** Last reported sizes, the longest unused index first. */
  readonly #sizes = new Map<BudgetedIndex, number>();
  #total = 0;

  constructor(readonly limit: number) {}

  report(index: BudgetedIndex): void {
    this.#count(index);
    if (this.#total <= this.limit) return;
    for (const oldest of [...this.#sizes.keys()]) {
      const excess = this.#total - this.limit * AFTER_SHRINK;
      if (excess <= 0) return;
      if (oldest.committing) continue;
      oldest.shrinkIndex(Math.max(0, oldest.indexSize - excess), oldest === index ? this.limit * SPARE : 0);
      this.#sizes.set(oldest, oldest.indexSize);
      this.#total = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
      if (oldest.indexSize === 0) this.#sizes.delete(oldest);
    }
  }

  forget(index: BudgetedIndex): void {
    this.#total -= this.#sizes.get(index) ?? 0;
    this.#sizes.delete(index);
  }

  #count(index: BudgetedIndex): void {
    this.#total += index.indexSize - (this.#sizes.get(index) ?? 0);
    this.#sizes.delete(index);
    this.#sizes.set(index, index.indexSize);
  }
}

/** @param limit entries over all runs; a batch under way may exceed it, parts in use up to {@link SPARE} */
export function createIndexBudget(limit: number): IndexBudget {
  return new LruIndexBudget(limit);
}
