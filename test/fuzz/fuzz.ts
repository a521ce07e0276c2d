import { createRandom } from '../support/random.js';
import type { CoverageProbe, Piece } from './coverage.js';
import { mutate } from './mutate.js';

/** Code that takes input from outside, and how to try it. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** What means something to the code. */
  readonly words: readonly string[];
  /** Our files in which new ground counts, by URL. */
  readonly watched: RegExp;
  /** Tries one input. @throws whatever must not happen; errors that are a proper answer are caught within */
  run(input: Uint8Array): void;
}

/** An input that broke something. */
export interface Finding {
  readonly input: Uint8Array;
  readonly error: unknown;
}

/** What a search came to. */
export interface FuzzResult {
  readonly inputs: number;
  /** Characters of code that have run. */
  readonly covered: number;
  /** Inputs that reached new ground, to be kept. */
  readonly kept: readonly Uint8Array[];
  /** The first input that broke something. */
  readonly finding: Finding | undefined;
}

/** How long and from where a search goes. */
export interface FuzzOptions {
  /** Started before the target's code was loaded. */
  readonly probe: CoverageProbe;
  readonly seed: number;
  /** The search ends after so many seconds, at the earliest when all seeds and one batch of changed inputs have run. */
  readonly seconds: number;
  /** Told now and then. */
  readonly progress?: (result: Omit<FuzzResult, 'kept'>) => void;
}

/** Inputs between two looks at what has run: a look costs more than an input. */
const BATCH = 64;

/**
 * Looks for inputs that break a target: it changes inputs at random, and goes on from those that made code run which
 * had not run before.
 */
export function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzResult> {
  return new Search(target, options).run();
}

class Search {
  readonly #random: () => number;
  readonly #pool: Uint8Array[];
  readonly #kept: Uint8Array[] = [];
  #inputs = 0;
  #knownBefore = 0;
  #finding: Finding | undefined;

  constructor(
    readonly target: FuzzTarget,
    readonly options: FuzzOptions,
  ) {
    this.#random = createRandom(options.seed);
    this.#pool = [...target.seeds];
  }

  async run(): Promise<FuzzResult> {
    const { seconds, progress } = this.options;
    // What ran before this search is none of its merits.
    await this.#look();
    this.#knownBefore = this.options.probe.known;
    const end = performance.now() + seconds * 1000;
    for (const seed of this.target.seeds) this.#try(seed);
    this.options.probe.learn(await this.#look());
    for (let batches = 1; this.#finding === undefined && (batches === 1 || performance.now() < end); batches++) {
      await this.#batch();
      if (batches % 100 === 0) progress?.({ ...this.#result() });
    }
    return { ...this.#result(), kept: this.#kept };
  }

  #result(): Omit<FuzzResult, 'kept'> {
    return { inputs: this.#inputs, covered: this.options.probe.known - this.#knownBefore, finding: this.#finding };
  }

  /** Runs a batch; where it reached new ground, those inputs are found and kept that did. */
  async #batch(): Promise<void> {
    const inputs = Array.from({ length: BATCH }, () => this.#next());
    for (const input of inputs) this.#try(input);
    if (this.#finding !== undefined) return;
    const reached = await this.#look();
    if (reached.length > 0) await this.#findReasons(inputs);
    // Pieces that only the whole batch reaches (a cache that is full) have no input to be kept for.
    this.options.probe.learn(reached);
  }

  /** Halves what reached new ground as a whole until single inputs are left, which are kept. */
  async #findReasons(inputs: readonly Uint8Array[]): Promise<void> {
    const half = Math.ceil(inputs.length / 2);
    for (const part of [inputs.slice(0, half), inputs.slice(half)]) {
      for (const input of part) this.#try(input);
      const reached = await this.#look();
      const [first] = part;
      if (reached.length === 0 || first === undefined) continue;
      if (part.length > 1) await this.#findReasons(part);
      else this.#keep(first, reached);
    }
  }

  #look(): Promise<readonly Piece[]> {
    return this.options.probe.take(this.target.watched);
  }

  #keep(input: Uint8Array, reached: readonly Piece[]): void {
    this.options.probe.learn(reached);
    this.#pool.push(input);
    this.#kept.push(input);
  }

  #next(): Uint8Array {
    // The newest half is chosen three times out of four: that is where the ground is new.
    const { length } = this.#pool;
    const from = this.#random() < 0.75 ? Math.floor(length / 2) : 0;
    const parent = this.#pool[from + Math.floor(this.#random() * (length - from))] ?? new Uint8Array();
    return mutate(parent, this.#random, this.#pool, this.target.words);
  }

  #try(input: Uint8Array): void {
    if (this.#finding !== undefined) return;
    this.#inputs++;
    try {
      this.target.run(input);
    } catch (error) {
      this.#finding = { input, error };
    }
  }
}
