import { STEP, STEP_SIZE, type Steps } from '../steps/index.js';
import { PackedValues, type Vocabulary } from './packed/index.js';
import { RoundFacts, type RoundScopedEvent } from './round-facts.js';

/**
 * The events of one round of one attempt (or of no round at all), packed. Facts are made of them when a view is built: most
 * rounds of a long run are looked at once, and the facts of a client take twenty times its packed events.
 */
export class RoundEvents {
  readonly #values: PackedValues;
  #version = 0;

  /** @param vocabulary of the run */
  constructor(vocabulary: Vocabulary) {
    this.#values = new PackedValues(vocabulary);
  }

  /** Rises with every event. */
  get version(): number {
    return this.#version;
  }

  add(event: RoundScopedEvent): void {
    this.#values.add(event);
    this.#version++;
  }

  /** What makes the facts of the events so far, as often as it is called; later events do not change them. */
  snapshot(): () => Steps<RoundFacts> {
    const { length } = this.#values;
    return () => this.#factsOf(length);
  }

  *#factsOf(length: number): Steps<RoundFacts> {
    const facts = new RoundFacts();
    let count = 0;
    for (const event of this.#values.read(length)) {
      facts.apply(event as RoundScopedEvent);
      if (++count % STEP_SIZE === 0) yield STEP;
    }
    return facts;
  }
}
