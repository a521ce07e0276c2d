/** Bytes that all requests together may hold. */
export interface ByteBudget {
  /** Begins a request's share, with nothing in it. */
  lease(): ByteLease;
}

/** One request's share of the budget. It grows as bytes come, not by what a header claims: a claim costs nothing. */
export interface ByteLease {
  /** @returns whether there was room; without room nothing is taken */
  grow(bytes: number): boolean;
  /** Gives everything back. Calling it again does nothing. */
  release(): void;
}

class CountedBudget implements ByteBudget {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  lease(): ByteLease {
    let held = 0;
    return {
      grow: (bytes) => {
        if (bytes > this.#free) {
          return false;
        }
        this.#free -= bytes;
        held += bytes;
        return true;
      },
      release: () => {
        this.#free += held;
        held = 0;
      },
    };
  }
}

/** Makes a budget of so many bytes. */
export function createByteBudget(bytes: number): ByteBudget {
  return new CountedBudget(bytes);
}
