import type { Vocabulary } from './vocabulary.js';

/** First byte of a value; the comments say what follows. A short number has seven bits in each byte, the lowest first. */
const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
/** A short number. */
const WHOLE = 4;
/** Eight bytes. */
const DOUBLE = 5;
/** Its number in the vocabulary. */
const SHARED_TEXT = 6;
/** Length, then one byte a character. */
const ASCII = 7;
/** Length, then two bytes a code unit: lone surrogates come back as they were. */
const WIDE = 8;
/** Length, then the items. */
const LIST = 9;
/** Shape, then the fields. */
const OBJECT = 10;
/** Its number among the values that are kept as they are. */
const KEPT = 11;

/** Whole numbers below this are written short. */
const WHOLE_LIMIT = 2 ** 31;
/** Most bytes of a tag with a short number. */
const HEAD_BYTES = 6;
/** Values that are nested deeper are kept as they are. */
const MAX_DEPTH = 64;
const FIRST_BYTES = 256;
const GROWTH = 1.5;

/**
 * A list of JSON values (bigints, non-finite numbers, -0 and undefined fields included) in some bytes instead of objects: an
 * update of a client takes a tenth of what its parsed line does. Values are only ever added, so that the first so many
 * bytes are always the same values.
 */
export class PackedValues {
  readonly #vocabulary: Vocabulary;
  #bytes = new Uint8Array();
  /** On the same bytes. */
  #doubles = new DataView(this.#bytes.buffer);
  #length = 0;
  /** What has no packed form: bigints, and what is too deep or too unlike the rest. */
  readonly #kept: unknown[] = [];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Bytes of all values, a place to read up to. */
  get length(): number {
    return this.#length;
  }

  add(value: unknown): void {
    this.#write(value, true, 0);
  }

  /** Makes the first values again, each a new one. @param end a former {@link length} */
  *read(end: number = this.#length): Generator<unknown, void> {
    const cursor = { at: 0 };
    while (cursor.at < end) yield this.#read(cursor);
  }

  #write(value: unknown, shared: boolean, depth: number): void {
    if (typeof value === 'number') this.#writeNumber(value);
    else if (typeof value === 'string') this.#writeText(value, shared);
    else if (value === undefined) this.#head(UNDEFINED);
    else if (value === null) this.#head(NULL);
    else if (typeof value === 'boolean') this.#head(value ? TRUE : FALSE);
    else if (typeof value !== 'object' || depth >= MAX_DEPTH) this.#head(KEPT, this.#kept.push(value) - 1);
    else if (Array.isArray(value)) {
      this.#head(LIST, value.length);
      for (const item of value) this.#write(item, true, depth + 1);
    } else this.#writeObject(value as Readonly<Record<string, unknown>>, depth);
  }

  #writeNumber(value: number): void {
    if (value >= 0 && value < WHOLE_LIMIT && Number.isInteger(value) && !Object.is(value, -0)) {
      this.#head(WHOLE, value);
      return;
    }
    this.#head(DOUBLE);
    this.#reserve(8);
    this.#doubles.setFloat64(this.#length, value);
    this.#length += 8;
  }

  #writeText(text: string, shared: boolean): void {
    const id = shared ? this.#vocabulary.textId(text) : undefined;
    if (id !== undefined) {
      this.#head(SHARED_TEXT, id);
      return;
    }
    const start = this.#length;
    this.#head(ASCII, text.length);
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        this.#length = start;
        this.#writeWide(text);
        return;
      }
      this.#bytes[this.#length + index] = code;
    }
    this.#length += text.length;
  }

  #writeWide(text: string): void {
    this.#head(WIDE, text.length);
    this.#reserve(text.length * 2);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      this.#bytes[this.#length++] = code & 255;
      this.#bytes[this.#length++] = code >> 8;
    }
  }

  #writeObject(object: Readonly<Record<string, unknown>>, depth: number): void {
    const shape = this.#vocabulary.shapeOf(object);
    if (shape === undefined) {
      this.#head(KEPT, this.#kept.push(object) - 1);
      return;
    }
    this.#head(OBJECT, shape.id);
    let index = 0;
    for (const key of shape.keys) this.#write(object[key], shape.shared[index++] === true, depth + 1);
  }

  #head(tag: number, number?: number): void {
    this.#reserve(HEAD_BYTES);
    this.#bytes[this.#length++] = tag;
    if (number === undefined) return;
    let rest = number;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, FIRST_BYTES, Math.ceil(this.#bytes.length * GROWTH)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#doubles = new DataView(larger.buffer);
  }

  #read(cursor: { at: number }): unknown {
    const bytes = this.#bytes;
    switch (bytes[cursor.at++]) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case WHOLE:
        return shortAt(bytes, cursor);
      case DOUBLE:
        cursor.at += 8;
        return this.#doubles.getFloat64(cursor.at - 8);
      case SHARED_TEXT:
        return this.#vocabulary.text(shortAt(bytes, cursor));
      case ASCII: {
        const length = shortAt(bytes, cursor);
        cursor.at += length;
        return ascii.decode(bytes.subarray(cursor.at - length, cursor.at));
      }
      case WIDE:
        return wideAt(bytes, cursor);
      case LIST:
        return Array.from({ length: shortAt(bytes, cursor) }, () => this.#read(cursor));
      case OBJECT:
        return this.#readObject(cursor);
      case KEPT:
        return this.#kept[shortAt(bytes, cursor)];
      default:
        return undefined;
    }
  }

  #readObject(cursor: { at: number }): object {
    const object: Record<string, unknown> = {};
    for (const key of this.#vocabulary.shape(shortAt(this.#bytes, cursor)).keys) {
      const value = this.#read(cursor);
      // A plain assignment would set the prototype.
      if (key === '__proto__') Object.defineProperty(object, key, { value, ...OWN });
      else object[key] = value;
    }
    return object;
  }
}

const ascii = new TextDecoder('latin1');

const OWN = { enumerable: true, configurable: true, writable: true };

function shortAt(bytes: Uint8Array, cursor: { at: number }): number {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[cursor.at++] ?? 0;
    number |= (byte & 127) << shift;
    if (byte < 128) return number >>> 0;
  }
}

function wideAt(bytes: Uint8Array, cursor: { at: number }): string {
  let text = '';
  for (let left = shortAt(bytes, cursor); left > 0; left--) {
    text += String.fromCharCode((bytes[cursor.at++] ?? 0) | ((bytes[cursor.at++] ?? 0) << 8));
  }
  return text;
}
