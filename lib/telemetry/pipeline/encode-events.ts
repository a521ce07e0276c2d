import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { SCHEMA_URL, SCOPE_NAME, SEMCONV_VERSION } from '../../../semconv/index.js';
import type { EventRecord } from '../../core/records.js';
import { withoutNonFinite } from './attributes.js';

/** Scope of events. One object: the exporters group by identity. */
const EVENT_SCOPE = { name: SCOPE_NAME, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };

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
