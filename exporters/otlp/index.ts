import { readRequest as readJson } from './json/envelope.js';
import { readLogRecord as readJsonLogRecord } from './json/logs.js';
import { readMetric as readJsonMetric } from './json/metrics.js';
import { readSpan as readJsonSpan } from './json/traces.js';
import { readRequest as readProtobuf } from './protobuf/envelope.js';
import { readLogRecord } from './protobuf/logs.js';
import { createMetricReader } from './protobuf/metrics.js';
import { readSpan } from './protobuf/traces.js';
import type { Encoding, OtlpVisitor, Signal } from './visitor.js';

export { OtlpDecodeError } from './decode-error.js';
export type {
  AnyValue,
  AttributeMap,
  Encoding,
  Instant,
  LogRecordData,
  MetricHead,
  NumberPoint,
  OtlpVisitor,
  Scope,
  Signal,
  SpanData,
} from './visitor.js';

const PROTOBUF = { metrics: createMetricReader, traces: () => readSpan, logs: () => readLogRecord };
const JSON_TEXT = { metrics: readJsonMetric, traces: readJsonSpan, logs: readJsonLogRecord };

/**
 * Decodes the body of an OTLP export request (opentelemetry-proto 1.11). Nothing is kept: every record goes to the
 * visitor as it is found. When the body turns out to be broken, the visitor has already seen what came before, and the
 * caller throws that away.
 *
 * Unknown fields are ignored. Texts that are not valid Unicode make the request undecodable. Arrays and lists in values
 * may be nested 32 deep.
 *
 * @param body the bytes after decompression; they are not changed and not needed afterwards
 * @throws OtlpDecodeError when the body is no such request; what the visitor throws is passed on
 */
export function decodeOtlp(signal: Signal, encoding: Encoding, body: Uint8Array, visitor: OtlpVisitor): void {
  if (encoding === 'protobuf') {
    readProtobuf(body, visitor, PROTOBUF[signal]());
  } else {
    readJson(signal, body, visitor, JSON_TEXT[signal]);
  }
}
