import { type Profiler, Session } from 'node:inspector/promises';

/** A piece of a script: characters from `start` to before `end`. */
export interface Piece {
  readonly script: string;
  readonly start: number;
  readonly end: number;
}

/** Which pieces of our code have run, as V8 counts them. */
export interface CoverageProbe {
  /**
   * Pieces of code that ran since the last call and are not known yet.
   *
   * @param watched the scripts that count, by URL
   */
  take(watched: RegExp): Promise<readonly Piece[]>;
  /** From now on these are known. */
  learn(pieces: readonly Piece[]): void;
  /** Characters of code that are known. */
  readonly known: number;
  close(): void;
}

class V8CoverageProbe implements CoverageProbe {
  readonly #session: Session;
  /** By script: 1 where a character is known to have run. */
  readonly #scripts = new Map<string, Uint8Array>();
  #known = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  get known(): number {
    return this.#known;
  }

  async take(watched: RegExp): Promise<readonly Piece[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result.flatMap((script) => (watched.test(script.url) ? this.#newIn(script) : []));
  }

  learn(pieces: readonly Piece[]): void {
    for (const { script, start, end } of pieces) {
      const known = this.#scripts.get(script);
      for (let at = start; known !== undefined && at < end; at++) {
        this.#known += known[at] === 0 ? 1 : 0;
        known[at] = 1;
      }
    }
  }

  /** Ranges are nested, outer ones first: each paints over the one around it. */
  #newIn({ scriptId: script, functions }: Profiler.ScriptCoverage): readonly Piece[] {
    const length = Math.max(...functions.flatMap(({ ranges }) => ranges.map(({ endOffset }) => endOffset)));
    const ran = new Uint8Array(length);
    for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    let known = this.#scripts.get(script);
    if (known === undefined) {
      known = new Uint8Array(length);
      this.#scripts.set(script, known);
    }
    const pieces: Piece[] = [];
    for (let at = 0; at < length; at++) {
      if (ran[at] === 0 || known[at] === 1) continue;
      const start = at;
      while (at < length && ran[at] === 1 && known[at] === 0) at++;
      pieces.push({ script, start, end: at });
    }
    return pieces;
  }

  close(): void {
    this.#session.disconnect();
  }
}

/**
 * Starts counting in this process. Blocks within functions are counted in code only that is loaded afterwards; of what
 * is loaded already V8 knows no more than which functions ran.
 */
export async function startCoverage(): Promise<CoverageProbe> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return new V8CoverageProbe(session);
}
