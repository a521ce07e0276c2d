import { findMetric } from '../../../../semconv/index.js';
import type { EpochTime } from '../../../core/records.js';
import { ByteWriter, varintBytes } from './byte-writer.js';

/** Tags of `opentelemetry.proto.metrics.v1.Metric`. */
const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
const GAUGE = 0x2a;
/** Tag of `data_points` in `Gauge`. */
const DATA_POINTS = 0x0a;
/** Tags of `NumberDataPoint`. */
const TIME = 0x19;
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;
/** Bytes of a point besides its attributes: time and value with their tags. */
const FIXED_BYTES = 18;

const TWO_POW_16 = 0x1_0000;
const TWO_POW_32 = 0x1_0000_0000;
const NANOS_PER_SECOND = 1e9;

/** A time in nanoseconds, as the unsigned halves of 64 bits. */
export interface WireTime {
  readonly low: number;
  readonly high: number;
}

/** Halves of a time, without 64-bit arithmetic: every product stays below 2^53. */
export function wireTime([seconds, nanos]: EpochTime): WireTime {
  const upper = Math.floor(seconds / TWO_POW_16) * NANOS_PER_SECOND;
  const lower = (seconds % TWO_POW_16) * NANOS_PER_SECOND + nanos + (upper % TWO_POW_16) * TWO_POW_16;
  return { low: lower >>> 0, high: (Math.floor(upper / TWO_POW_16) + Math.floor(lower / TWO_POW_32)) >>> 0 };
}

/** The points of one metric in a batch, as bytes: an OTLP request has them together, an update has them apart. */
export class GaugeColumn {
  readonly #head: Uint8Array;
  readonly #int: boolean;
  readonly #points = new ByteWriter(4096);

  /** @param name a name that this version does not know came from a newer copy of the package and is passed on */
  constructor(name: string) {
    const registered = findMetric(name);
    this.#int = registered?.valueType === 'int';
    const head = new ByteWriter(256);
    head.byte(NAME);
    head.text(name);
    for (const [tag, text] of [
      [DESCRIPTION, registered?.brief ?? ''],
      [UNIT, registered?.unit ?? ''],
    ] as const) {
      if (text !== '') {
        head.byte(tag);
        head.text(text);
      }
    }
    this.#head = head.written;
  }

  /** Whether nothing was added since `clear`. */
  get isEmpty(): boolean {
    return this.#points.length === 0;
  }

  /** Bytes that are held for points. */
  get capacity(): number {
    return this.#points.capacity;
  }

  /** Bytes of the whole `Metric`. */
  get size(): number {
    return this.#head.length + 1 + varintBytes(this.#points.length) + this.#points.length;
  }

  /** Adds a point. @param attributes encoded fields `attributes` of a `NumberDataPoint` */
  add(time: WireTime, value: number, attributes: Uint8Array): void {
    const points = this.#points;
    points.byte(DATA_POINTS);
    points.varint(FIXED_BYTES + attributes.length);
    points.byte(TIME);
    points.fixed64(time.low, time.high);
    // NaN is no integer, but a legal value of an integer's field all the same.
    if (this.#int && Number.isSafeInteger(value)) {
      points.byte(AS_INT);
      points.sfixed64(value);
    } else {
      points.byte(AS_DOUBLE);
      points.double(value);
    }
    points.raw(attributes);
  }

  /** Writes the `Metric` without its length. */
  writeTo(writer: ByteWriter): void {
    writer.raw(this.#head);
    writer.byte(GAUGE);
    writer.varint(this.#points.length);
    writer.raw(this.#points.written);
  }

  /** Forgets the points and keeps the room. */
  clear(): void {
    this.#points.clear();
  }
}
