import { Buffer } from 'node:buffer';
import { OtlpDecodeError } from '../decode-error.js';
import { validId } from '../ids.js';
import { instantFromHalves, int64FromHalves, type MutableInstant, splitNanos } from '../integers.js';
import { MAX_CONTAINERS, MAX_GROUP_DEPTH } from '../limits.js';
import type { Instant } from '../visitor.js';
import { createStringCache } from './string-cache.js';

/** Shared by all requests: senders repeat themselves from request to request too. */
const strings = createStringCache();

/** Wire types of the protobuf encoding; 3 and 4 open and close a group, 6 and 7 do not exist. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;

/**
 * Walks protobuf bytes field by field. Every read is checked against the end of the message that encloses it.
 *
 * A tag is `(field number << 3) | wire type`, and callers switch over whole tags: a known field with another wire type
 * than expected is then an unknown field and skipped, which is what protobuf prescribes.
 *
 * Strings must be valid UTF-8, as proto3 demands; a request with one that is not is undecodable as a whole. Repairing
 * it silently could make two different ids equal. Strings in fields that nobody reads are not looked at.
 */
export class ProtobufReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #position = 0;
  #limit: number;
  /** Halves of the varint read last, as signed 32-bit integers. */
  #low = 0;
  #high = 0;
  #containers = 0;

  /** @param body the bytes; they are neither copied nor changed */
  constructor(body: Uint8Array) {
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#limit = body.byteLength;
  }

  /** Offset of the next byte to read. */
  get position(): number {
    return this.#position;
  }

  /** Goes back to `position`, which the same message gave earlier: protobuf allows fields in any order. */
  rewind(position: number): void {
    this.#position = position;
  }

  /**
   * Steps over the next bytes of the message when they are the same as those from `start` to `end` in the body.
   *
   * @returns whether they are
   */
  repeats(start: number, end: number): boolean {
    const offset = this.#position - start;
    if (end + offset > this.#limit) {
      return false;
    }
    let at = start;
    for (; at + 4 <= end; at += 4) {
      if (this.#view.getInt32(at, true) !== this.#view.getInt32(at + offset, true)) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (this.#bytes[at] !== this.#bytes[at + offset]) {
        return false;
      }
    }
    this.#position = end + offset;
    return true;
  }

  /** @returns the tag of the next field, or 0 at the end of the message */
  nextTag(): number {
    if (this.#position >= this.#limit) {
      return 0;
    }
    const start = this.#position;
    const tag = this.#uint32('tag');
    if (tag >>> 3 === 0) {
      throw this.#error('field number 0', start);
    }
    return tag;
  }

  /** Enters the sub-message whose tag was read. @returns what `leave` needs */
  enter(): number {
    const outer = this.#limit;
    const length = this.#length();
    this.#limit = this.#position + length;
    return outer;
  }

  /** Enters an array or key-value list of a value. @throws OtlpDecodeError when the request has too many of them */
  enterContainer(): number {
    if (++this.#containers > MAX_CONTAINERS) {
      throw this.#error(`more than ${MAX_CONTAINERS} arrays and lists in values`, this.#position);
    }
    return this.enter();
  }

  /** Leaves a sub-message, wherever in it the reader stands. */
  leave(outer: number): void {
    this.#position = this.#limit;
    this.#limit = outer;
  }

  /** @returns a text @throws OtlpDecodeError when it is not valid UTF-8 */
  string(): string {
    const length = this.#length();
    const start = this.#position;
    this.#position += length;
    const text = strings.decode(this.#bytes, start, this.#position);
    if (text === undefined) {
      throw this.#error('a string is not valid UTF-8', start);
    }
    return text;
  }

  /** @returns a copy, which does not keep the request alive */
  bytes(): Uint8Array {
    const length = this.#length();
    const start = this.#position;
    this.#position += length;
    return new Uint8Array(this.#bytes.subarray(start, this.#position));
  }

  /** @returns a trace or span id of `size` bytes in lower-case hex; empty when it is invalid */
  hexId(size: number): string {
    const length = this.#length();
    const start = this.#position;
    this.#position += length;
    return length === size ? validId(this.#bytes.toString('hex', start, this.#position), size) : '';
  }

  /** @returns an `int64` in varint form */
  int64(): number | bigint {
    this.#varint();
    return int64FromHalves(this.#high, this.#low);
  }

  /** @returns an `int32`, a `uint32` or an enum; the latter two as signed numbers above 2^31 */
  int32(): number {
    this.#varint();
    return this.#low;
  }

  /** @returns a `bool` */
  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  /** @returns a `double`, of any kind */
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** @returns an `sfixed64` */
  sfixed64(): number | bigint {
    const start = this.#take(8);
    return int64FromHalves(this.#view.getInt32(start + 4, true), this.#view.getInt32(start, true));
  }

  /** @returns a `fixed64` that is a time in nanoseconds */
  instant(): Instant {
    const start = this.#take(8);
    return instantFromHalves(this.#view.getInt32(start + 4, true), this.#view.getInt32(start, true));
  }

  /** Like `instant`, into an object that is there already: there is a time for every point. */
  instantInto(target: MutableInstant): void {
    const start = this.#take(8);
    splitNanos(this.#view.getInt32(start + 4, true), this.#view.getInt32(start, true), target);
  }

  /** Skips the field whose tag was read, groups included. */
  skip(tag: number): void {
    const open: number[] = [];
    for (let next = tag; ; next = this.nextTag()) {
      const field = next >>> 3;
      switch (next & 7) {
        case VARINT:
          if (next === 0) {
            throw this.#error('the message ends within a group', this.#position);
          }
          this.#varint();
          break;
        case FIXED64:
          this.#take(8);
          break;
        case LENGTH_DELIMITED:
          this.#take(this.#length());
          break;
        case GROUP_START:
          if (open.push(field) > MAX_GROUP_DEPTH) {
            throw this.#error(`groups are nested more than ${MAX_GROUP_DEPTH} deep`, this.#position);
          }
          break;
        case GROUP_END:
          if (open.pop() !== field) {
            throw this.#error(`field ${field} ends a group that was not open`, this.#position);
          }
          break;
        case FIXED32:
          this.#take(4);
          break;
        default:
          throw this.#error(`wire type ${next & 7} does not exist`, this.#position);
      }
      if (open.length === 0) {
        return;
      }
    }
  }

  /** @returns an error for a fault found by the caller in the message being read */
  fault(message: string): OtlpDecodeError {
    return this.#error(message, this.#position);
  }

  #error(message: string, position: number): OtlpDecodeError {
    return new OtlpDecodeError(`protobuf: ${message} (byte ${position} of ${this.#bytes.length})`);
  }

  #take(size: number): number {
    const start = this.#position;
    if (size > this.#limit - start) {
      throw this.#error(`${size} bytes expected, ${this.#limit - start} left in the message`, start);
    }
    this.#position = start + size;
    return start;
  }

  #length(): number {
    const start = this.#position;
    const length = this.#uint32('length');
    if (length > this.#limit - this.#position) {
      throw this.#error(`a field of ${length} bytes, ${this.#limit - this.#position} left in the message`, start);
    }
    return length;
  }

  #uint32(what: string): number {
    const start = this.#position;
    const first = this.#bytes[start] ?? 0;
    if (first < 0x80 && start < this.#limit) {
      this.#position = start + 1;
      return first;
    }
    this.#varint();
    if (this.#high !== 0) {
      throw this.#error(`a ${what} beyond 32 bits`, start);
    }
    return this.#low >>> 0;
  }

  /** Reads a varint into the two halves; bits beyond the 64th are dropped, as in the reference implementation. */
  #varint(): void {
    const start = this.#position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#position >= this.#limit) {
        throw this.#error('a number is cut off', start);
      }
      const byte = this.#bytes[this.#position++] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 32) {
        low |= bits << shift;
      }
      if (shift > 28) {
        high |= bits << (shift - 32);
      } else if (shift === 28) {
        high |= bits >>> 4;
      }
      if (byte < 0x80) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw this.#error('a number of more than 10 bytes', start);
  }
}
