import type { AnyValue, AttributeMap, Instant, Signal } from '../../../exporters/otlp/index.js';
import { READ_REQUESTS } from '../../support/otlp-protos.js';
import type { Call } from './recording-visitor.js';

/** A decoded message as plain data: 64-bit integers as decimal text, bytes as they are, absent members absent. */
interface Plain {
  readonly [field: string]: unknown;
}

/** What a decoder made of some bytes. */
export type Outcome = { readonly calls: readonly Call[] } | { readonly refusal: string };

/** What a visitor would be told if the library decoded. */
export function decodeWithLibrary(signal: Signal, encoded: Uint8Array): Outcome {
  const type = READ_REQUESTS[signal];
  let request: Plain;
  try {
    request = type.toObject(type.decode(encoded), { longs: String });
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
  const calls: Call[] = [];
  for (const outer of list(request.resourceMetrics ?? request.resourceLogs ?? request.resourceSpans)) {
    calls.push(['resource', attributesOf(outer.resource)]);
    for (const inner of list(outer.scopeMetrics ?? outer.scopeLogs ?? outer.scopeSpans)) {
      const scope = (inner.scope ?? {}) as Plain;
      const { name = '', version = '' } = scope;
      calls.push(['scope', { name, version, schemaUrl: inner.schemaUrl ?? '', attributes: attributesOf(scope) }]);
      for (const record of list(inner.metrics ?? inner.logRecords ?? inner.spans)) {
        calls.push(
          ...(signal === 'metrics' ? metricCalls(record) : [signal === 'logs' ? logCall(record) : spanCall(record)]),
        );
      }
    }
  }
  return { calls };
}

function metricCalls(metric: Plain): Call[] {
  const { name = '', unit = '' } = metric;
  const numbers = metric.gauge ?? metric.sum;
  if (numbers === undefined) {
    const other = metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
    return other === undefined ? [] : [['otherPoints', name, list((other as Plain).dataPoints).length]];
  }
  const head = { name, unit, kind: metric.gauge === undefined ? 'sum' : 'gauge' };
  return list((numbers as Plain).dataPoints).map((point): Call => {
    const value = point.asInt === undefined ? point.asDouble : integer(point.asInt);
    const isThere = (Number(point.flags ?? 0) & 1) === 0;
    const time = instant(point.timeUnixNano);
    return ['numberPoint', head, { attributes: attributesOf(point), time, value: isThere ? value : undefined }];
  });
}

function logCall(record: Plain): Call {
  return [
    'logRecord',
    {
      time: instant(record.timeUnixNano),
      observedTime: instant(record.observedTimeUnixNano),
      severityNumber: record.severityNumber ?? 0,
      eventName: record.eventName ?? '',
      body: toAnyValue(record.body),
      attributes: attributesOf(record),
      traceId: hex(record.traceId, 16),
      spanId: hex(record.spanId, 8),
    },
  ];
}

function spanCall(span: Plain): Call {
  const { message = '', code = 0 } = (span.status ?? {}) as Plain;
  return [
    'span',
    {
      name: span.name ?? '',
      kind: span.kind ?? 0,
      traceId: hex(span.traceId, 16),
      spanId: hex(span.spanId, 8),
      parentSpanId: hex(span.parentSpanId, 8),
      start: instant(span.startTimeUnixNano),
      end: instant(span.endTimeUnixNano),
      statusCode: code,
      statusMessage: message,
      attributes: attributesOf(span),
    },
  ];
}

function list(value: unknown): readonly Plain[] {
  return (value ?? []) as readonly Plain[];
}

function attributesOf(holder: unknown): AttributeMap {
  return mapOf((holder as Plain | undefined)?.attributes);
}

function mapOf(pairs: unknown): AttributeMap {
  return new Map(list(pairs).map(({ key, value }) => [String(key ?? ''), toAnyValue(value)]));
}

function toAnyValue(value: unknown): AnyValue {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = (value ?? {}) as Plain;
  if (intValue !== undefined) {
    return integer(intValue);
  }
  if (arrayValue !== undefined) {
    return list((arrayValue as Plain).values).map(toAnyValue);
  }
  if (kvlistValue !== undefined) {
    return mapOf((kvlistValue as Plain).values);
  }
  if (bytesValue !== undefined) {
    return new Uint8Array(bytesValue as Uint8Array);
  }
  return (stringValue ?? boolValue ?? doubleValue ?? null) as AnyValue;
}

function integer(text: unknown): number | bigint {
  const exact = BigInt(String(text));
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function instant(text: unknown): Instant {
  const nanos = BigInt(String(text ?? 0));
  return { millis: Number(nanos / 1_000_000n), nanos: Number(nanos % 1_000_000n) };
}

function hex(bytes: unknown, size: number): string {
  const text = Buffer.from((bytes ?? []) as Uint8Array).toString('hex');
  return text.length === 2 * size && !/^0+$/.test(text) ? text : '';
}
