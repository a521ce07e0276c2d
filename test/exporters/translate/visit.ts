import type { AnyValue, AttributeMap, LogRecordData, SpanData } from '../../../exporters/otlp/visitor.js';
import type { Translator } from '../../../exporters/translate/index.js';

/** 2026-03-02T09:00:00.004Z and 7 nanoseconds. */
export const TIME = { millis: 1_772_442_000_004, nanos: 7 };

/** Attributes from an object. */
export function attributes(values: Record<string, AnyValue>): AttributeMap {
  return new Map(Object.entries(values));
}

/** Enters a resource and a scope of ours. */
export function enter(
  translator: Translator,
  resource: Record<string, AnyValue> = { 'fl.run.id': 'r1', 'fl.run.attempt': 5, 'fl.job.name': 'digits' },
  scope = 'fedotel.client',
): void {
  translator.resource(attributes(resource));
  translator.scope({ name: scope, version: '', schemaUrl: '', attributes: new Map() });
}

/** Gives one gauge point. */
export function point(
  translator: Translator,
  name: string,
  value: number | bigint | undefined,
  values: Record<string, AnyValue> = {},
  time = TIME,
): void {
  translator.numberPoint(
    { name, unit: '', kind: 'gauge' },
    { attributes: attributes({ 'fl.round.number': 3, 'fl.client.id': 'c1', ...values }), time, value },
  );
}

/** Gives one log event. */
export function log(
  translator: Translator,
  eventName: string,
  values: Record<string, AnyValue>,
  times: Partial<Pick<LogRecordData, 'time' | 'observedTime'>> = {},
): void {
  translator.logRecord({
    time: TIME,
    observedTime: { millis: 0, nanos: 0 },
    severityNumber: 9,
    eventName,
    body: null,
    attributes: attributes(values),
    traceId: '',
    spanId: '',
    ...times,
  });
}

/** Gives one span. */
export function span(translator: Translator, values: Record<string, AnyValue>, changes: Partial<SpanData> = {}): void {
  translator.span({
    name: 'train digits',
    kind: 3,
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: '',
    start: TIME,
    end: { millis: TIME.millis + 1500, nanos: 0 },
    statusCode: 0,
    statusMessage: '',
    attributes: attributes(values),
    ...changes,
  });
}
