import type { JsonValue, RunFields } from '../journal/events.js';
import { DEFAULT_OBJECTIVE } from '../run-model/best.js';
import type { BestRound, Objective } from '../run-model/index.js';
import { finiteIn } from './numbers.js';
import type { RoundResults } from './round-points.js';
import { entriesOf } from './round-points.js';

/** Rounds whose results are kept; of more, the worse half is forgotten. */
const MAX_ROUNDS = 4096;

/** Names of objectives that are results of a round, by the journal's field. */
const RESULTS: ReadonlyMap<string, string> = new Map([
  ['accuracy', 'global_accuracy'],
  ['global_accuracy', 'global_accuracy'],
  ['loss', 'global_loss'],
  ['global_loss', 'global_loss'],
  ['train_loss', 'train_loss'],
]);

/**
 * The best round of a run. The results of rounds are kept, because a newer attempt may replace the best round by a worse
 * one, and because the run may say late what counts.
 */
export class BestTracker {
  readonly #fixed: Objective | undefined;
  readonly #rounds = new Map<number, ReadonlyMap<string, JsonValue>>();
  #objective: Objective;
  #best: BestRound | undefined;

  /** @param objective what counts whatever the run says */
  constructor(objective: Objective | undefined) {
    this.#fixed = objective;
    this.#objective = objective ?? DEFAULT_OBJECTIVE;
  }

  /** The run says what counts. Gives the best round if it is another one now. */
  setObjective(objective: RunFields['objective']): BestRound | undefined {
    const next = this.#fixed ?? objective ?? DEFAULT_OBJECTIVE;
    if (next.metric === this.#objective.metric && next.goal === this.#objective.goal) return undefined;
    this.#objective = next;
    return this.#choose();
  }

  /** Takes the results of a round, in place of earlier ones. Gives the best round if it is another one now. */
  set(round: number, results: RoundResults): BestRound | undefined {
    this.#rounds.set(round, numbersOf(results));
    if (this.#rounds.size > MAX_ROUNDS) this.#forgetWorse();
    const value = this.#valueOf(round);
    const best = this.#best;
    if (value !== undefined && (best === undefined || this.#isBetter(value, round, best))) {
      this.#best = { ...this.#objective, round, value };
      return this.#best;
    }
    // Every round is looked at again only when the best one has become worse.
    return best?.round === round && best.value !== value ? this.#choose() : undefined;
  }

  /** Forgets all rounds, and what counts. */
  clear(): void {
    this.#rounds.clear();
    this.#best = undefined;
    this.#objective = this.#fixed ?? DEFAULT_OBJECTIVE;
  }

  #choose(): BestRound | undefined {
    let best: BestRound | undefined;
    for (const round of this.#rounds.keys()) {
      const value = this.#valueOf(round);
      if (value !== undefined && (best === undefined || this.#isBetter(value, round, best)))
        best = { ...this.#objective, round, value };
    }
    const known = this.#best;
    this.#best = best;
    const isSame =
      best?.round === known?.round &&
      best?.value === known?.value &&
      best?.metric === known?.metric &&
      best?.goal === known?.goal;
    return isSame ? undefined : best;
  }

  /** Of equally good rounds the earliest is the best. */
  #isBetter(value: number | undefined, round: number, best: BestRound): boolean {
    if (value === undefined) return false;
    if (value === best.value) return round < best.round;
    return this.#objective.goal === 'max' ? value > best.value : value < best.value;
  }

  #valueOf(round: number): number | undefined {
    const numbers = this.#rounds.get(round);
    const field = RESULTS.get(this.#objective.metric);
    const result = field === undefined ? undefined : finiteIn(numbers?.get(field));
    return result ?? finiteIn(numbers?.get(`metrics.${this.#objective.metric}`));
  }

  #forgetWorse(): void {
    const sign = this.#objective.goal === 'max' ? -1 : 1;
    // Rounds without a value come last; the difference of two of them is no number, and their order is that of time.
    const rank = (round: number) => sign * (this.#valueOf(round) ?? sign * Number.POSITIVE_INFINITY);
    const sorted = [...this.#rounds.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
    for (const round of sorted.slice(MAX_ROUNDS / 2)) this.#rounds.delete(round);
  }
}

function numbersOf(results: RoundResults): ReadonlyMap<string, JsonValue> {
  const numbers = new Map<string, JsonValue>();
  for (const field of new Set(RESULTS.values())) {
    const value = results.get(field);
    if (typeof value === 'number') numbers.set(field, value);
  }
  for (const [name, value] of entriesOf(results.get('metrics'))) {
    if (typeof value === 'number') numbers.set(`metrics.${name}`, value);
  }
  return numbers;
}
