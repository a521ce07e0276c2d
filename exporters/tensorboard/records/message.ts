import { ByteWriter } from './byte-writer.js';

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH_DELIMITED = 2;
const FOUR_BYTES = 5;

const encoder = new TextEncoder();

/** A protobuf message in parts that were encoded already; fields in the order in which they are added. */
export class Message {
  readonly #to = new ByteWriter();

  /** An integer from 0 to 2^53, a boolean, or an enum. */
  integer(field: number, value: number): this {
    this.#key(field, VARINT);
    this.#to.varint(value);
    return this;
  }

  double(field: number, value: number): this {
    this.#key(field, EIGHT_BYTES);
    this.#to.double(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#key(field, FOUR_BYTES);
    this.#to.float(value);
    return this;
  }

  /** Text, or a message that is encoded. */
  bytes(field: number, value: string | Uint8Array): this {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    this.#key(field, LENGTH_DELIMITED);
    this.#to.varint(bytes.length);
    this.#to.bytes(bytes);
    return this;
  }

  /** A repeated field of doubles, packed. */
  doubles(field: number, values: readonly number[]): this {
    this.#key(field, LENGTH_DELIMITED);
    this.#to.varint(values.length * 8);
    for (const value of values) this.#to.double(value);
    return this;
  }

  /** The message as it is now. */
  encode(): Uint8Array {
    return this.#to.written.slice();
  }

  #key(field: number, type: number): void {
    this.#to.varint(field * 8 + type);
  }
}
