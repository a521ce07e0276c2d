/** Bytes that are asked for when there is no room: the buffer doubles until they fit. */
const FIRST_BYTES = 64 * 1024;

/** Characters of the longest number as JavaScript writes it (`-2.2250738585072014e-308`), rounded up. */
const MAX_NUMBER = 32;
const COMMA = 0x2c;
const BRACKET = 0x5d;

/** Bytes of the longest variable-length integer that is written here (below 2^53). */
const VARINT_BYTES = 8;

/**
 * Writes protobuf fields one after the other into a buffer that is used again and again: nothing is made anew per
 * message (protobuf.dev, "Encoding").
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Bytes that were written. */
  get length(): number {
    return this.#length;
  }

  /** What was written; good until the next call. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** A whole number from 0. */
  varint(value: number): void {
    this.#reserve(VARINT_BYTES);
    let rest = value;
    // Beyond 32 bits the operators for bits lose digits.
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    // Keys are short: a loop costs less than the call.
    if (bytes.length > 64) this.#bytes.set(bytes, this.#length);
    else for (let index = 0; index < bytes.length; index += 1) this.#bytes[this.#length + index] = bytes[index] ?? 0;
    this.#length += bytes.length;
  }

  /** Text of ASCII characters, without its length. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) this.#bytes[this.#length++] = text.charCodeAt(index);
  }

  /** Text of any characters, without its length, of which the caller knows it. */
  utf8(text: string, length: number): void {
    this.#reserve(length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Field of a whole number from 0, unless it is 0, which is what its absence says. */
  number(field: number, value: number): void {
    if (value === 0) return;
    this.varint(field * 8);
    this.varint(value);
  }

  /** Field of a truth value, unless it is false. */
  flag(field: number, value: boolean): void {
    this.number(field, value ? 1 : 0);
  }

  /** Field of a text, unless it is empty or missing. Half a surrogate pair becomes the replacement character. */
  text(field: number, value: string | undefined): void {
    if (value === undefined || value === '') return;
    const length = Buffer.byteLength(value);
    this.#head(field, length);
    this.utf8(value, length);
  }

  /** Field of bytes, also of none: an empty message is not a missing one. */
  bytes(field: number, value: Uint8Array): void {
    this.#head(field, value.length);
    this.raw(value);
  }

  /** Field of a message that `write` writes. */
  message(field: number, write: () => void): void {
    this.varint(field * 8 + 2);
    const start = this.#length;
    write();
    this.#insertLength(start);
  }

  /**
   * Field of a message that is made of given bytes and of a number with its length before it. The number is one of a JSON
   * list. Both lengths have one byte: that is for the caller to know.
   *
   * @param field first byte: number and type of the field
   * @param at where the number begins in `list`
   * @returns where the next number begins
   */
  listedItem(field: number, head: Uint8Array, list: string, at: number): number {
    this.#reserve(head.length + MAX_NUMBER);
    // Locals: the compiler cannot know that writing bytes leaves the fields of this object alone.
    const bytes = this.#bytes;
    let to = this.#length;
    bytes[to] = field;
    const start = to + 2;
    to = start;
    for (let index = 0; index < head.length; index += 1) bytes[to++] = head[index] ?? 0;
    const digits = ++to;
    let from = at;
    for (;;) {
      const character = list.charCodeAt(from++);
      if (character === COMMA || character === BRACKET) break;
      bytes[to++] = character;
    }
    bytes[start - 1] = to - start;
    bytes[digits - 1] = to - digits;
    this.#length = to;
    return from;
  }

  /** Says the length of what was written since `start` in front of it. */
  #insertLength(start: number): void {
    const length = this.#length - start;
    const room = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : length < 268_435_456 ? 4 : 5;
    this.#reserve(room);
    this.#bytes.copyWithin(start + room, start, this.#length);
    this.#length = start;
    this.varint(length);
    this.#length = start + room + length;
  }

  #head(field: number, length: number): void {
    this.varint(field * 8 + 2);
    this.varint(length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    let size = this.#bytes.length * 2;
    while (size < needed) size *= 2;
    const bytes = Buffer.allocUnsafe(size);
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }
}
