const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Reads whole numbers that stand in a line with spaces between them. It makes neither texts nor lists of them: a sample a
 * second runs code that no cache of the processor holds any more, and what costs is how much of it there is.
 */
export class NumberScanner {
  readonly #text: string;
  #at: number;

  /** @param at where in the text the numbers begin */
  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** The next number; `NaN` when something else comes next, or the line ends. */
  next(): number {
    const text = this.#text;
    let at = this.#skipSpaces();
    const negative = text.charCodeAt(at) === MINUS;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    for (;;) {
      const code = text.charCodeAt(at);
      // Beyond the end of the text the code is NaN, which is neither below nor above.
      if (!(code >= ZERO && code <= NINE)) break;
      value = value * 10 + (code - ZERO);
      at += 1;
    }
    if (at === first) return Number.NaN;
    this.#at = at;
    return negative ? -value : value;
  }

  /** Passes over words of any characters but spaces. */
  skip(words: number): void {
    for (let word = 0; word < words; word += 1) {
      const space = this.#text.indexOf(' ', this.#skipSpaces());
      this.#at = space === -1 ? this.#text.length : space;
    }
  }

  #skipSpaces(): number {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at += 1;
    return this.#at;
  }
}
