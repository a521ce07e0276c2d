/** Lets so many pieces of work run side by side. */
export interface Slots {
  /** Waits for a slot. @returns how to give it back; giving it back twice does nothing */
  take(): Promise<() => void>;
}

class CountedSlots implements Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let given = false;
    return () => {
      if (given) return;
      given = true;
      // Straight to the next in line, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}

/** @param count slots, at least 1 */
export function createSlots(count: number): Slots {
  return new CountedSlots(count);
}
