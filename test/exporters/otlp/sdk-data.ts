import { type HrTime, SpanKind, SpanStatusCode, TraceFlags, ValueType } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A time with nanoseconds that a double cannot hold. */
const TIME: HrTime = [1_800_000_000, 123_456_789];
const LATER: HrTime = [1_800_000_002, 1];
const DURATION: HrTime = [1, 876_543_212];

const resource = resourceFromAttributes({
  'fl.run.id': 'run-1',
  'fl.run.attempt': 1_800_000_000_000,
  'service.name': 'süd',
});
const scope = { name: 'fedotel.client', version: '0.1.0', schemaUrl: 'https://fedotel.dev/schemas/0.1.0' };
const spanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

/** Metrics of every kind that the SDK knows, in two scopes. */
export function sdkMetrics(): ResourceMetrics {
  const number = { startTime: TIME, endTime: LATER };
  const histogram = { buckets: { boundaries: [1, 2], counts: [1, 0, 2] }, count: 3, sum: 7.5, min: 0.5, max: 5 };
  return {
    resource,
    scopeMetrics: [
      {
        scope,
        metrics: [
          {
            descriptor: { name: 'fl.client.loss', description: 'Loss', unit: '{loss}', valueType: ValueType.DOUBLE },
            aggregationTemporality: AggregationTemporality.DELTA,
            dataPointType: DataPointType.GAUGE,
            dataPoints: [
              { ...number, attributes: { 'fl.client.id': 'a', 'fl.round.number': 3, ok: true }, value: 0.25 },
              { ...number, attributes: { 'fl.client.id': 'b', list: ['x', 'y'], ratio: -0.5 }, value: -1e-300 },
            ],
          },
          {
            descriptor: { name: 'fl.client.samples', description: '', unit: '{sample}', valueType: ValueType.INT },
            aggregationTemporality: AggregationTemporality.DELTA,
            dataPointType: DataPointType.GAUGE,
            dataPoints: [{ ...number, attributes: {}, value: -42 }],
          },
        ],
      },
      {
        scope: { name: 'other' },
        metrics: [
          {
            descriptor: { name: 'fl.rounds.completed', description: '', unit: '{round}', valueType: ValueType.INT },
            aggregationTemporality: AggregationTemporality.CUMULATIVE,
            dataPointType: DataPointType.SUM,
            isMonotonic: true,
            dataPoints: [{ ...number, attributes: {}, value: 2 ** 40 }],
          },
          {
            descriptor: { name: 'fl.round.duration', description: '', unit: 's', valueType: ValueType.DOUBLE },
            aggregationTemporality: AggregationTemporality.CUMULATIVE,
            dataPointType: DataPointType.HISTOGRAM,
            dataPoints: [1, 2].map(() => ({ ...number, attributes: {}, value: histogram })),
          },
        ],
      },
    ],
  };
}

/** Log records: an event with every kind of value, and a plain line. */
export function sdkLogs(): ReadableLogRecord[] {
  return [
    {
      hrTime: TIME,
      hrTimeObserved: LATER,
      spanContext,
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      eventName: 'fl.run.started',
      body: { nested: ['a', 1, { deep: [new Uint8Array([0, 255, 7])] }] },
      attributes: {
        config: { lr: 0.1, layers: [784, 32, 10], name: null, text: '' },
        big: 2 ** 54,
        negative: -(2 ** 53),
        mixed: [true, 'x', 2.5, null, [1]],
        bytes: new Uint8Array([1, 2, 254]),
      },
      droppedAttributesCount: 2,
      resource,
      instrumentationScope: { ...scope, attributes: { part: 'server' } },
    },
    {
      hrTime: [0, 0],
      hrTimeObserved: [0, 1],
      body: 'plain line',
      attributes: {},
      droppedAttributesCount: 0,
      resource,
      instrumentationScope: { name: 'app' },
    },
  ];
}

/** Spans: a failed child with events and links, and a root. */
export function sdkSpans(): ReadableSpan[] {
  const base = {
    startTime: TIME,
    endTime: LATER,
    duration: DURATION,
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return [
    {
      ...base,
      name: 'train digits',
      kind: SpanKind.CLIENT,
      spanContext: () => spanContext,
      parentSpanContext: { ...spanContext, spanId: '00f067aa0ba902b7' },
      status: { code: SpanStatusCode.ERROR, message: 'lost ✗' },
      attributes: { 'fl.client.id': 'a', 'fl.round.number': 0 },
      links: [{ context: spanContext, attributes: { why: 'previous' } }],
      events: [{ name: 'exception', time: TIME, attributes: { 'exception.type': 'Error' } }],
    },
    {
      ...base,
      name: '',
      kind: SpanKind.INTERNAL,
      spanContext: () => ({ ...spanContext, spanId: '00f067aa0ba902b7' }),
      status: { code: SpanStatusCode.UNSET },
      attributes: {},
      links: [],
      events: [],
    },
  ];
}
