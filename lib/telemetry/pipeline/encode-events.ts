import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_CLIENT_METRIC,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  EVENT_FL_CLIENT_UPDATE,
  SCHEMA_URL,
  SCOPE_NAME,
  SEMCONV_VERSION,
} from '../../../semconv/index.js';
import type { AttributeMap, EventRecord, UpdateRecord } from '../../core/records.js';
import { withoutNonFinite } from './attributes.js';

/** Scope of events. One object: the exporters group by identity. */
const EVENT_SCOPE = { name: SCOPE_NAME, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };

/** OTLP severity INFO. */
const INFO = 9;

/** The event form of a client update: the same fields as attributes of one event, atomic on the way. */
export function updateAsEvent(update: UpdateRecord): EventRecord {
  const attributes: Record<string, AttributeMap[string]> = {
    ...update.marker,
    [ATTR_FL_ROUND_NUMBER]: update.round,
    [ATTR_FL_CLIENT_ID]: update.client,
    [ATTR_FL_OPERATION_NAME]: update.operation,
  };
  update.names.forEach((name, index) => {
    attributes[name] = update.values[index] ?? Number.NaN;
  });
  update.metricNames.forEach((name, index) => {
    attributes[ATTR_FL_CLIENT_METRIC(name)] = update.metricValues[index] ?? Number.NaN;
  });
  return {
    kind: 'event',
    run: update.run,
    time: update.time,
    name: EVENT_FL_CLIENT_UPDATE,
    severityNumber: INFO,
    attributes,
  };
}

/**
 * An event as a log record, without a logger provider: the app's own log pipeline stays as it is.
 *
 * @param json whether the encoding is OTLP/JSON, which needs words for non-finite numbers
 */
export function encodeEvent(event: EventRecord, resource: Resource, json: boolean): ReadableLogRecord {
  return {
    hrTime: event.time,
    hrTimeObserved: event.time,
    severityNumber: event.severityNumber,
    eventName: event.name,
    resource,
    instrumentationScope: EVENT_SCOPE,
    // The exporters take nested attribute values; the type of API 1.9 is narrower than that of 1.10.
    attributes: (json ? withoutNonFinite(event.attributes) : event.attributes) as ReadableLogRecord['attributes'],
    droppedAttributesCount: 0,
  };
}
