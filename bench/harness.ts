/** One number that a benchmark found. */
export interface Figure {
  readonly value: number;
  /** Unit as it is shown; `×` for a ratio. */
  readonly unit: string;
  /** What was measured or compared with what, in one line. */
  readonly what: string;
  /** What we want it to be, where there is such a wish. */
  readonly goal?: { readonly kind: 'atLeast' | 'atMost'; readonly value: number };
}

/** Figures by key; the key begins with the benchmark's name. */
export type Figures = Readonly<Record<string, Figure>>;

/** One benchmark. It runs in a process of its own, so that none warms up or fills the memory of another. */
export interface Benchmark {
  /** Name for the command line. */
  readonly name: string;
  /** What it is about, in one line. */
  readonly about: string;
  run(): Promise<Figures>;
}

/** A piece of work to measure: does it once and returns its cost in any unit, smaller being better. */
export type Contender = () => number | Promise<number>;

/**
 * Measures contenders side by side: in each round all of them once, in alternating order, so that a slow minute of the
 * machine is a slow minute for all. The first rounds warm up and are not counted. Garbage is collected when it is due and
 * never on purpose: a forced collection throws compiled code away, which no app does between two calls.
 *
 * @returns the median cost of each
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds = 15, warmUp = 3 }: { readonly rounds?: number; readonly warmUp?: number } = {},
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(contenders) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const cost = await contenders[name]();
      if (round >= warmUp) {
        costs[name].push(cost);
      }
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(costs[name])])) as Record<Name, number>;
}

/** Seconds that `work` takes, divided by how often it says it did its work. */
export function secondsEach(count: number, work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9 / count;
}

/** The middle value; of an even number of values the mean of the middle two. @throws RangeError without values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) {
    throw new RangeError('no values to take the median of');
  }
  return (upper + lower) / 2;
}

/** A ratio that should be large: how many times cheaper `ours` is than `theirs`. */
export function timesCheaper(ours: number, theirs: number, what: string, goal?: number): Figure {
  return {
    value: theirs / ours,
    unit: '×',
    what,
    ...(goal === undefined ? {} : { goal: { kind: 'atLeast', value: goal } }),
  };
}
