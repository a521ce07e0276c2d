import { Buffer } from 'node:buffer';

const DIGIT_0 = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

const MIN_INT32 = -0x8000_0000;
const MILLIS_PER_DAY = 86_400_000;
const SURROGATE = /[\ud800-\udfff]/;

/** Numbers below this, with at most six decimals, have 15 digits at most; see `#decimal`. */
const MAX_DECIMAL = 1e9;
const MIN_DECIMAL = 1e-6;
const DECIMALS = 1e6;

/**
 * Bytes of journal lines. It exists because lines of updates are most of what the bridge writes: going from values to
 * bytes without objects and texts in between takes a fraction of the time and leaves nothing to collect. All that it
 * writes is what `JSON.stringify` would have written, to the byte.
 */
export class LineBytes {
  #bytes: Buffer;
  #length = 0;
  /** The day that was written last (days since the epoch), and its text: times of a request are of one day. */
  #day = Number.NaN;
  #dayText: Uint8Array = new Uint8Array();

  /** @param capacity bytes to begin with; it grows by itself */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that there is memory for. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** What was written, valid until the next call. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written after the first `length` bytes. */
  cutBack(length: number): void {
    this.#length = length;
  }

  /** Any text as UTF-8, without quotes. */
  raw(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Bytes as they are. */
  constant(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const target = this.#bytes;
    const start = this.#length;
    // For a few bytes a loop is faster than a call that leaves compiled code.
    for (let i = 0; i < length; i++) target[start + i] = bytes[i] ?? 0;
    this.#length = start + length;
  }

  /** A text in quotes. @returns false, with nothing written, when it is no valid Unicode */
  text(text: string): boolean {
    const { length } = text;
    this.#reserve(length + 2);
    const target = this.#bytes;
    const start = this.#length;
    target[start] = QUOTE;
    let at = start + 1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return this.#escaped(text);
      target[at++] = code;
    }
    target[at] = QUOTE;
    this.#length = at + 1;
    return true;
  }

  #escaped(text: string): boolean {
    if (SURROGATE.test(text) && Buffer.from(text, 'utf8').toString('utf8') !== text) return false;
    this.raw(JSON.stringify(text));
    return true;
  }

  /** A finite number. */
  number(value: number): void {
    this.#reserve(32);
    if ((value | 0) === value && value !== MIN_INT32) this.#integer(value | 0);
    else if (!this.#decimal(value)) this.#ascii(String(value));
  }

  /**
   * A number with at most six decimals, such as a rounded loss. `m / 10^6` is the double next to that decimal, because both
   * are exact and division rounds correctly; and no other decimal of up to 15 digits has the same double, so the digits
   * of `m` without zeros at the end are the shortest that mean the number, which is what JSON has.
   *
   * @returns false, with nothing written, for any other number
   */
  #decimal(value: number): boolean {
    const size = value < 0 ? -value : value;
    if (!(size < MAX_DECIMAL && size >= MIN_DECIMAL)) return false;
    const scaled = Math.round(size * DECIMALS);
    if (scaled / DECIMALS !== size) return false;
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const whole = Math.floor(scaled / DECIMALS) | 0;
    let fraction = (scaled - whole * DECIMALS) | 0;
    this.#integer(whole);
    let digits = 6;
    while (fraction % 10 === 0) {
      fraction = (fraction / 10) | 0;
      digits--;
    }
    this.#bytes[this.#length++] = DOT;
    this.#digits(fraction, digits);
    return true;
  }

  /** @param value a whole number whose negative has 32 bits too */
  #integer(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.#bytes[this.#length++] = MINUS;
      rest = -rest;
    }
    let count = 1;
    for (let limit = 10; rest >= limit && count < 10; limit *= 10) count++;
    this.#digits(rest, count);
  }

  /** The last `count` digits of a whole number, with zeros before it. */
  #digits(value: number, count: number): void {
    const target = this.#bytes;
    const start = this.#length;
    let rest = value;
    for (let at = start + count - 1; at >= start; at--) {
      const tens = (rest / 10) | 0;
      target[at] = DIGIT_0 + rest - 10 * tens;
      rest = tens;
    }
    this.#length = start + count;
  }

  #ascii(text: string): void {
    const target = this.#bytes;
    const start = this.#length;
    for (let i = 0; i < text.length; i++) target[start + i] = text.charCodeAt(i);
    this.#length = start + text.length;
  }

  /**
   * A time as `timestampOf` writes it, without quotes.
   *
   * @param millis whole milliseconds since the epoch, from 0 to the year 9999
   * @param nanos nanoseconds within that millisecond, 0 to 999,999
   */
  time(millis: number, nanos: number): void {
    const day = Math.floor(millis / MILLIS_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayText = Buffer.from(new Date(day * MILLIS_PER_DAY).toISOString().slice(0, 10), 'latin1');
    }
    this.constant(this.#dayText);
    this.#reserve(32);
    const rest = millis - day * MILLIS_PER_DAY;
    const seconds = (rest / 1_000) | 0;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    const target = this.#bytes;
    target[this.#length++] = LETTER_T;
    this.#digits(hours, 2);
    target[this.#length++] = COLON;
    this.#digits(minutes - 60 * hours, 2);
    target[this.#length++] = COLON;
    this.#digits(seconds - 60 * minutes, 2);
    target[this.#length++] = DOT;
    this.#digits(rest - 1_000 * seconds, 3);
    if (nanos !== 0) {
      const micros = (nanos / 1_000) | 0;
      if (nanos === 1_000 * micros) this.#digits(micros, 3);
      else this.#digits(nanos, 6);
    }
    target[this.#length++] = LETTER_Z;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
