import { Buffer } from 'node:buffer';

/** Largest varint of 32 bits, in bytes. */
const VARINT_BYTES = 5;
/** Texts up to this length are copied unit by unit, which is faster than a call out of JavaScript. */
const SHORT_TEXT = 48;
const TWO_POW_32 = 0x1_0000_0000;

/** Writes protobuf into a buffer of its own that grows and is used again after `clear`. */
export class ByteWriter {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;
  /** What `written` gave last: writing as much into the same buffer again needs no new object. */
  #written: Uint8Array = new Uint8Array();
  #writtenIn: Buffer | undefined;

  /** @param capacity bytes to begin with */
  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, capacity);
  }

  /** Bytes written since `clear`. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that are held, written or not. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** What was written. Valid until the next write. */
  get written(): Uint8Array {
    if (this.#written.length !== this.#length || this.#writtenIn !== this.#bytes) {
      this.#written = this.#bytes.subarray(0, this.#length);
      this.#writtenIn = this.#bytes;
    }
    return this.#written;
  }

  /** Begins anew in the same buffer. */
  clear(): void {
    this.#length = 0;
  }

  /** One byte: a tag of a field number up to 15, or a small number. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** An unsigned number below 2^32. */
  varint(value: number): void {
    this.#reserve(VARINT_BYTES);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** An `int64`, from a whole number that a double holds exactly. */
  int64(value: number): void {
    if (value >= 0 && value < TWO_POW_32) {
      this.varint(value);
      return;
    }
    this.#reserve(10);
    let low = value >>> 0;
    let high = Math.floor(value / TWO_POW_32) >>> 0;
    while (high !== 0 || low > 0x7f) {
      this.#bytes[this.#length++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#length++] = low;
  }

  /** Eight bytes, from two unsigned halves. */
  fixed64(low: number, high: number): void {
    this.#reserve(8);
    this.#view.setUint32(this.#length, low, true);
    this.#view.setUint32(this.#length + 4, high, true);
    this.#length += 8;
  }

  /** Eight bytes, from a whole number that a double holds exactly. */
  sfixed64(value: number): void {
    this.fixed64(value >>> 0, Math.floor(value / TWO_POW_32) >>> 0);
  }

  /** Eight bytes. */
  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** One byte and a double after it, in place of what was written at `position`. */
  doubleAt(position: number, tag: number, value: number): void {
    this.#bytes[position] = tag;
    this.#view.setFloat64(position + 1, value, true);
  }

  /** One byte and a fixed `int64` after it, in place of what was written at `position`. */
  sfixed64At(position: number, tag: number, value: number): void {
    this.#bytes[position] = tag;
    this.#view.setUint32(position + 1, value >>> 0, true);
    this.#view.setUint32(position + 5, Math.floor(value / TWO_POW_32) >>> 0, true);
  }

  /** A text with its length before it. Lone surrogates become U+FFFD, because protobuf wants valid UTF-8. */
  text(value: string): void {
    const open = this.open();
    if (value.length > SHORT_TEXT || !this.#ascii(value)) {
      // A UTF-16 unit is at most three bytes of UTF-8.
      this.#reserve(value.length * 3);
      this.#length += this.#bytes.write(value, this.#length, 'utf8');
    }
    this.close(open);
  }

  /** Begins something whose length stands before it. @returns what `close` needs */
  open(): number {
    this.byte(0);
    return this.#length;
  }

  /** Ends what `open` began. Most is shorter than 128 bytes; longer content moves, to make room for its length. */
  close(open: number): void {
    const size = this.#length - open;
    if (size < 0x80) {
      this.#bytes[open - 1] = size;
      return;
    }
    const more = varintBytes(size) - 1;
    this.#reserve(more);
    this.#bytes.copyWithin(open + more, open, this.#length);
    this.#length = open - 1;
    this.varint(size);
    this.#length = open + more + size;
  }

  /** Writes a text of ASCII only; `false`, and nothing, for any other. */
  #ascii(value: string): boolean {
    this.#reserve(value.length);
    let at = this.#length;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) {
        return false;
      }
      this.#bytes[at++] = unit;
    }
    this.#length = at;
    return true;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer, larger.byteOffset, larger.length);
    }
  }
}

/** Bytes that a number below 2^32 takes as a varint. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) {
    bytes += 1;
  }
  return bytes;
}
