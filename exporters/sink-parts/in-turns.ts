import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../steps/index.js';

/** Work at one stretch, in milliseconds. */
const STRETCH_MILLIS = 10;

/** Takes care that others have their turns during long work. */
export class Turns {
  #begin = performance.now();

  /** Whether this work has gone on for long enough. */
  get isOver(): boolean {
    return performance.now() - this.#begin >= STRETCH_MILLIS;
  }

  /** Lets others have their turns. */
  async pass(): Promise<void> {
    await setImmediate();
    this.#begin = performance.now();
  }
}

/** Does steps at stretches of some milliseconds; between two of these others have their turns. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  const turns = new Turns();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (turns.isOver) await turns.pass();
  }
}
