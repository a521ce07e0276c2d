import type { JournalEvent } from '../../../exporters/journal/events.js';
import type { AnyValue } from '../../../exporters/otlp/visitor.js';
import { createTranslator } from '../../../exporters/translate/index.js';
import type { Core } from '../../../lib/core/core.js';
import type { AttributeValue } from '../../../lib/core/records.js';
import { runAttributes } from '../../../lib/routing/updates.js';
import { toMetricData } from '../../../lib/update/metric-data.js';

const ALL = { maxRecords: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
const SCOPE = { name: 'fedotel.client', version: '', schemaUrl: '', attributes: new Map<string, AnyValue>() };

/**
 * Everything in the outbox as a journal would hold it, oldest first: as the bridge translates it, without the encoding
 * between.
 */
export function journalOf(core: Core): JournalEvent[] {
  const translator = createTranslator();
  translator.resource(new Map());
  translator.scope(SCOPE);
  for (const { name, time, severityNumber, run, attributes } of core.outbox.events.peek(ALL).records) {
    const instant = instantOf(time);
    translator.logRecord({
      eventName: name,
      time: instant,
      observedTime: instant,
      severityNumber,
      body: null,
      attributes: mapOf({ ...runAttributes(run), ...attributes }),
      traceId: '',
      spanId: '',
    } as never);
  }
  const points = core.outbox.points.peek(ALL).records.filter((record) => record.kind !== 'sample');
  for (const gauge of toMetricData(points, runAttributes)) {
    const head = { name: gauge.descriptor.name, unit: '', kind: 'gauge' } as const;
    for (const { attributes, endTime, value } of gauge.dataPoints) {
      translator.numberPoint(head, { attributes: mapOf(attributes as never), time: instantOf(endTime), value });
    }
  }
  const { events, malformedReason } = translator.end();
  if (malformedReason !== undefined) throw new Error(malformedReason);
  return [...events];
}

/** The events of one type. */
export function eventsOf<T extends JournalEvent['event_type']>(
  core: Core,
  type: T,
): Extract<JournalEvent, { readonly event_type: T }>[] {
  return journalOf(core).filter(
    (event): event is Extract<JournalEvent, { readonly event_type: T }> => event.event_type === type,
  );
}

function instantOf([seconds, nanos]: readonly [number, number]) {
  return { millis: seconds * 1000 + Math.floor(nanos / 1e6), nanos: nanos % 1e6 };
}

function mapOf(values: Readonly<Record<string, AttributeValue>>): Map<string, AnyValue> {
  return new Map(Object.entries(values).map(([key, value]) => [key, anyValueOf(value)]));
}

function anyValueOf(value: AttributeValue): AnyValue {
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(anyValueOf);
  return typeof value === 'object' && value !== null
    ? mapOf(value as Record<string, AttributeValue>)
    : (value as AnyValue);
}
