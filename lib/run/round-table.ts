import type { RunRound } from './run-round.js';

/** Rounds that may be open at once; the oldest is given up beyond. */
const MAX_OPEN = 1000;
/** Ended rounds that are remembered, so that what still comes for them is known to be late. */
const MAX_ENDED = 100_000;

/** The rounds of a run. */
export class RoundTable {
  readonly #open = new Map<number, RunRound>();
  readonly #ended = new Set<number>();

  /** The open round of a number. */
  get(number: number): RunRound | undefined {
    return this.#open.get(number);
  }

  /** Whether a round of this number has ended and is not open again. */
  hasEnded(number: number): boolean {
    return this.#ended.has(number) && !this.#open.has(number);
  }

  /** Adds a round and returns those that it displaces: an open one of the same number, the oldest beyond the bound. */
  start(round: RunRound): RunRound[] {
    const displaced: RunRound[] = [];
    const same = this.#open.get(round.number);
    if (same !== undefined) {
      displaced.push(same);
      this.#open.delete(round.number);
    }
    this.#ended.delete(round.number);
    this.#open.set(round.number, round);
    const [oldest] = this.#open.values();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) {
      displaced.push(oldest);
      this.#open.delete(oldest.number);
    }
    return displaced;
  }

  /** Takes a round that ended out of the open ones. */
  end(round: RunRound): void {
    if (this.#open.get(round.number) === round) {
      this.#open.delete(round.number);
      this.#ended.add(round.number);
    }
    const [oldest] = this.#ended;
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) {
      this.#ended.delete(oldest);
    }
  }

  /** Open rounds, oldest first. */
  open(): RunRound[] {
    return [...this.#open.values()];
  }
}
