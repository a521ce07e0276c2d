/**
 * A decoded OTLP `AnyValue`. Integers outside ±(2^53 − 1) are `bigint` so that no digit is lost; key-value lists are
 * maps so that no key (`__proto__` included) means anything but itself; an empty value is `null`.
 */
export type AnyValue = string | number | bigint | boolean | Uint8Array | null | readonly AnyValue[] | AttributeMap;

/** Attributes of a resource, scope, point, span or log record. A repeated key keeps its last value. */
export type AttributeMap = ReadonlyMap<string, AnyValue>;

/** A point in time since the Unix epoch, exact to the nanosecond without 64-bit integers. */
export interface Instant {
  /** Whole milliseconds since the epoch. */
  readonly millis: number;
  /** Nanoseconds within that millisecond, 0 to 999,999. */
  readonly nanos: number;
}

/** Instrumentation scope of the signals that follow. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly schemaUrl: string;
  readonly attributes: AttributeMap;
}

/** What the points of one metric share. */
export interface MetricHead {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum';
}

/** One number data point of a gauge or sum. */
export interface NumberPoint {
  readonly attributes: AttributeMap;
  /** `time_unix_nano`; `{ millis: 0, nanos: 0 }` when the sender left it out. */
  readonly time: Instant;
  /** `undefined` when the point carries no value (flag "no recorded value", or an empty oneof). */
  readonly value: number | bigint | undefined;
}

/** One log record; it is an event when `eventName` is not empty. */
export interface LogRecordData {
  readonly time: Instant;
  readonly observedTime: Instant;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly body: AnyValue;
  readonly attributes: AttributeMap;
  /** Lower-case hex, empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
}

/** One finished span. */
export interface SpanData {
  readonly name: string;
  /** OTLP `SpanKind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Lower-case hex. */
  readonly traceId: string;
  readonly spanId: string;
  /** Lower-case hex, empty for a root span. */
  readonly parentSpanId: string;
  readonly start: Instant;
  readonly end: Instant;
  /** OTLP `StatusCode`: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: AttributeMap;
}

/**
 * Receives one export request as a stream of calls, in the order of the message: `resource`, then `scope`, then that
 * scope's records, then the next scope or resource. The decoder may reuse the objects that it passes: a visitor copies
 * what it keeps (attribute values themselves are never changed after the call).
 */
export interface OtlpVisitor {
  resource(attributes: AttributeMap): void;
  scope(scope: Scope): void;
  /** A point of a gauge or sum. Point and time are objects of the decoder that hold the next point after the call. */
  numberPoint(metric: MetricHead, point: NumberPoint): void;
  /** Points of a metric that is neither gauge nor sum (histograms, summaries): counted, never read. */
  otherPoints(metricName: string, count: number): void;
  logRecord(record: LogRecordData): void;
  span(span: SpanData): void;
}

/** The three OTLP signals that the bridge takes. */
export type Signal = 'metrics' | 'traces' | 'logs';

/** The two OTLP/HTTP encodings. */
export type Encoding = 'protobuf' | 'json';
