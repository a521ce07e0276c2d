import type { JsonValue } from '../events.js';
import { MAX_DEPTH } from './encode.js';

/** Twice what is written, so that every line of ours can be read; deeper input is refused, not recursed into. */
const MAX_READ_DEPTH = 2 * MAX_DEPTH;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const LITERAL = /true|false|null|NaN|-?Infinity/y;
const SPACE = /[ \t\r\n]*/y;

const LITERALS: Readonly<Record<string, JsonValue>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** JSON as Python's `json` module writes it. */
class TolerantParser {
  #at = 0;

  constructor(readonly text: string) {}

  parse(): JsonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.text.length) throw this.#error('text after the value');
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_READ_DEPTH) throw this.#error(`more than ${MAX_READ_DEPTH} levels`);
    this.#skipSpace();
    switch (this.text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): JsonValue {
    const entries: [string, JsonValue][] = [];
    if (this.#open('}')) return {};
    do {
      this.#skipSpace();
      if (this.text[this.#at] !== '"') throw this.#error('a key must be a string');
      const key = this.#string();
      this.#skipSpace();
      if (this.text[this.#at] !== ':') throw this.#error('":" expected');
      this.#at++;
      entries.push([key, this.#value(depth + 1)]);
    } while (this.#next('}'));
    // Defines own properties, so a key "__proto__" is a key like any other.
    return Object.fromEntries(entries);
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    if (this.#open(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#next(']'));
    return items;
  }

  /** Steps over the opening bracket; true when the closing one follows at once. */
  #open(close: string): boolean {
    this.#at++;
    this.#skipSpace();
    if (this.text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  /** Steps over a comma (true) or the closing bracket (false). */
  #next(close: string): boolean {
    this.#skipSpace();
    const char = this.text[this.#at];
    if (char !== ',' && char !== close) throw this.#error(`"," or "${close}" expected`);
    this.#at++;
    return char === ',';
  }

  #string(): string {
    let end = this.#at;
    let backslashes: number;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) throw this.#error('the string does not end');
      backslashes = 0;
      while (this.text[end - 1 - backslashes] === '\\') backslashes++;
    } while (backslashes % 2 === 1);
    const token = this.text.slice(this.#at, end + 1);
    try {
      const value: unknown = JSON.parse(token);
      this.#at = end + 1;
      return String(value);
    } catch {
      throw this.#error('a string has an invalid character or escape');
    }
  }

  #scalar(): JsonValue {
    const literal = this.#match(LITERAL);
    if (literal !== undefined) return LITERALS[literal[0]] ?? null;
    const match = this.#match(NUMBER);
    if (match === undefined) throw this.#error('a value expected');
    const [digits, fraction, exponent] = match;
    const number = Number(digits);
    if (fraction !== undefined || exponent !== undefined || Number.isSafeInteger(number)) return number;
    return BigInt(digits);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #error(what: string): SyntaxError {
    return new SyntaxError(`${what} at character ${this.#at}`);
  }
}

/**
 * Parses JSON slowly but without loss: integers that a number cannot hold become bigints, and the bare literals `NaN`,
 * `Infinity` and `-Infinity` (not JSON, but written by Python) are numbers.
 *
 * @throws SyntaxError naming what was expected and where
 */
export function parseTolerant(text: string): JsonValue {
  return new TolerantParser(text).parse();
}
