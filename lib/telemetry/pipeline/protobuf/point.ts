import type { EpochTime } from '../../../core/records.js';
import { ByteWriter } from './byte-writer.js';

/** Tag of `data_points` in `Gauge`. */
const DATA_POINTS = 0x0a;
/** Tag of `time_unix_nano` in `NumberDataPoint`. */
const TIME = 0x19;

const TWO_POW_16 = 0x1_0000;
const TWO_POW_32 = 0x1_0000_0000;
const NANOS_PER_SECOND = 1e9;

/**
 * A data point of a gauge as bytes, with room for its value. All points of an update are the same but for that, so each
 * is a copy of this one with a value written into it.
 */
export class PointForm {
  readonly #writer = new ByteWriter(256);
  #valueAt = 0;

  /** The bytes of a `data_points` field. Valid until the next `fill`. */
  get bytes(): Uint8Array {
    return this.#writer.written;
  }

  /** Where the value's tag belongs in the bytes; eight bytes of value follow it. */
  get valueAt(): number {
    return this.#valueAt;
  }

  /**
   * @param own encoded fields `attributes` of a `NumberDataPoint` that only this point has
   * @param shared those that the other points of its update have too
   */
  fill(time: EpochTime, own: Uint8Array, shared: Uint8Array): void {
    const writer = this.#writer;
    writer.clear();
    writer.byte(DATA_POINTS);
    const open = writer.open();
    writer.byte(TIME);
    writeTime(writer, time);
    const valueAt = writer.length;
    writer.byte(0);
    writer.fixed64(0, 0);
    writer.raw(own);
    writer.raw(shared);
    const end = writer.length;
    writer.close(open);
    // A length of more than one byte has moved all that follows it.
    this.#valueAt = valueAt + writer.length - end;
  }
}

/** A time in nanoseconds, without 64-bit arithmetic: every product stays below 2^53. */
function writeTime(writer: ByteWriter, [seconds, nanos]: EpochTime): void {
  const upper = Math.floor(seconds / TWO_POW_16) * NANOS_PER_SECOND;
  const lower = (seconds % TWO_POW_16) * NANOS_PER_SECOND + nanos + (upper % TWO_POW_16) * TWO_POW_16;
  writer.fixed64(lower >>> 0, (Math.floor(upper / TWO_POW_16) + Math.floor(lower / TWO_POW_32)) >>> 0);
}
