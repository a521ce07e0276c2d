/** Seeded random numbers: the same seed gives the same federation on every machine. */

/** Draws from one seeded stream. */
export interface Random {
  /** A number in [0, 1). */
  uniform(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
  /** Proportions that sum to 1, from a symmetric Dirichlet distribution: the smaller alpha, the more uneven. */
  dirichlet(parts: number, alpha: number): number[];
  /** The same items in random order, as a new array. */
  shuffled<T>(items: readonly T[]): T[];
}

/** Starts a stream; `seed` is any number, only its lower 32 bits count. */
export function createRandom(seed: number): Random {
  return new MulberryRandom(seed);
}

/** Mulberry32: 32 bits of state, plenty for a demo. */
class MulberryRandom implements Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  normal(): number {
    // Box and Muller; 1 − u keeps the logarithm's argument above zero.
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  dirichlet(parts: number, alpha: number): number[] {
    const draws = Array.from({ length: parts }, () => this.gamma(alpha));
    const total = draws.reduce((sum, draw) => sum + draw, 0);
    return draws.map((draw) => draw / total);
  }

  shuffled<T>(items: readonly T[]): T[] {
    // Sorting by a random key: as fair as Fisher and Yates, and shorter under strict index checks.
    return items
      .map((item) => ({ item, key: this.uniform() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  /** Gamma(shape, 1) by Marsaglia and Tsang (2000), with their boost for shapes below 1. */
  private gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}
