import { findMetric } from '../../../../semconv/index.js';
import { ByteWriter, varintBytes } from './byte-writer.js';
import type { PointForm } from './point.js';

/** Tags of `opentelemetry.proto.metrics.v1.Metric`. */
const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
const GAUGE = 0x2a;
/** Tags of the value in `NumberDataPoint`. */
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;

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

  /** Adds a point. */
  add(form: PointForm, value: number): void {
    const points = this.#points;
    const valueAt = points.length + form.valueAt;
    points.raw(form.bytes);
    // NaN is no integer, but a legal value of an integer's field all the same.
    if (this.#int && Number.isSafeInteger(value)) {
      points.sfixed64At(valueAt, AS_INT, value);
    } else {
      points.doubleAt(valueAt, AS_DOUBLE, value);
    }
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
