/** Room that a writer begins with. */
const FIRST_BYTES = 1024;
/** A writer that grew beyond this gives its memory back when it is emptied. */
const KEPT_BYTES = 128 * 1024;

/** Bytes that grow at their end, with the few number formats of protobuf and TFRecord. */
export class ByteWriter {
  /** What was written so far, from its first byte. */
  length = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);

  /** Everything that was written; true until the writer is used again. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** @param value integer from 0 to 2^53 */
  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      // A shift would cut the number to 32 bits.
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.length, value, true);
    this.length += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }

  /** Writes a number over what stands at a place that was written before. */
  uint32At(place: number, value: number): void {
    this.#view.setUint32(place, value, true);
  }

  /** Forgets the first bytes; those behind move to the front. */
  discard(count: number): void {
    if (count < this.length) this.#bytes.copyWithin(0, count, this.length);
    this.length -= count;
    if (this.length > 0 || this.#bytes.length <= KEPT_BYTES) return;
    this.#bytes = new Uint8Array(FIRST_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.written);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Bytes that a varint of this value takes. */
export function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) count++;
  return count;
}
