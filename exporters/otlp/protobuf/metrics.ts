import type { MutableInstant } from '../integers.js';
import { NO_RECORDED_VALUE } from '../no-value.js';
import type { AnyValue, AttributeMap, MetricHead, OtlpVisitor } from '../visitor.js';
import { readKeyValue } from './any-value.js';
import { type AttributeRows, createAttributeRows } from './attribute-rows.js';
import type { RecordReader } from './envelope.js';
import type { ProtobufReader } from './reader.js';

/** Tags of `opentelemetry.proto.metrics.v1.Metric`. The last five are its oneof `data`. */
const NAME = 0x0a;
const UNIT = 0x1a;
const GAUGE = 0x2a;
const SUM = 0x3a;
const HISTOGRAM = 0x4a;
const EXPONENTIAL_HISTOGRAM = 0x52;
const SUMMARY = 0x5a;

/** Tag of `data_points` in all five. */
const DATA_POINTS = 0x0a;

/** Tags of `NumberDataPoint`. */
const TIME = 0x19;
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;
const ATTRIBUTES = 0x3a;
const FLAGS = 0x40;

/** Makes a reader of the metrics of one request: points of gauges and sums one by one, those of other kinds as a number. */
export function createMetricReader(): RecordReader {
  const state: PointState = {
    rows: createAttributeRows(),
    point: { attributes: NO_ATTRIBUTES, time: { millis: 0, nanos: 0 }, value: undefined },
  };
  return (reader, visitor) => readMetric(reader, visitor, state);
}

/** What the points of a request are read with: one object for all of them, because there are so many. */
interface PointState {
  readonly rows: AttributeRows;
  readonly point: {
    attributes: AttributeMap;
    readonly time: MutableInstant;
    value: number | bigint | undefined;
  };
}

const NO_ATTRIBUTES: AttributeMap = new Map();

/** Reads the `Metric` whose tag was read. */
function readMetric(reader: ProtobufReader, visitor: OtlpVisitor, state: PointState): void {
  const outer = reader.enter();
  let name = '';
  let unit = '';
  let data = 0;
  let dataStart = reader.position;
  for (let before = reader.position, tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === NAME) {
      name = reader.string();
    } else if (tag === UNIT) {
      unit = reader.string();
    } else {
      if (isData(tag) && tag !== data) {
        // Another member of a oneof clears the one before; the same member again is merged with it.
        data = tag;
        dataStart = before;
      }
      reader.skip(tag);
    }
    before = reader.position;
  }
  reader.rewind(dataStart);
  if (data === GAUGE || data === SUM) {
    readNumbers(reader, visitor, data, { name, unit, kind: data === GAUGE ? 'gauge' : 'sum' }, state);
  } else if (data !== 0) {
    visitor.otherPoints(name, countPoints(reader, data));
  }
  reader.leave(outer);
}

function isData(tag: number): boolean {
  return tag === GAUGE || tag === SUM || tag === HISTOGRAM || tag === EXPONENTIAL_HISTOGRAM || tag === SUMMARY;
}

function readNumbers(
  reader: ProtobufReader,
  visitor: OtlpVisitor,
  data: number,
  head: MetricHead,
  state: PointState,
): void {
  state.rows.restart();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag !== data) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    for (let inner = reader.nextTag(); inner !== 0; inner = reader.nextTag()) {
      if (inner === DATA_POINTS) {
        readPoint(reader, visitor, head, state);
      } else {
        reader.skip(inner);
      }
    }
    reader.leave(outer);
  }
}

function readPoint(reader: ProtobufReader, visitor: OtlpVisitor, head: MetricHead, { rows, point }: PointState): void {
  let attributes: Map<string, AnyValue> | undefined;
  let value: number | bigint | undefined;
  let flags = 0;
  point.time.millis = 0;
  point.time.nanos = 0;
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case TIME:
        reader.instantInto(point.time);
        break;
      case AS_DOUBLE:
        value = reader.double();
        break;
      case AS_INT:
        value = reader.sfixed64();
        break;
      case ATTRIBUTES:
        // All that stand together are read at once; ones that stand apart are added to a map that is no other point's.
        if (attributes === undefined) {
          attributes = rows.read(reader, ATTRIBUTES);
        } else {
          attributes = new Map(attributes);
          readKeyValue(reader, attributes);
        }
        break;
      case FLAGS:
        flags = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  point.attributes = attributes ?? NO_ATTRIBUTES;
  point.value = flags & NO_RECORDED_VALUE ? undefined : value;
  visitor.numberPoint(head, point);
}

function countPoints(reader: ProtobufReader, data: number): number {
  let count = 0;
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag !== data) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    for (let inner = reader.nextTag(); inner !== 0; inner = reader.nextTag()) {
      count += inner === DATA_POINTS ? 1 : 0;
      reader.skip(inner);
    }
    reader.leave(outer);
  }
  return count;
}
