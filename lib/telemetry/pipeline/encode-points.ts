import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { SCHEMA_URL, SCOPE_NAME_CLIENT, SEMCONV_VERSION } from '../../../semconv/index.js';
import type { AttributeMap, ClientPointRecord, SampleRecord } from '../../core/records.js';
import { type GaugeData, toMetricData } from '../../update/metric-data.js';
import { MONITOR_SCOPE, toSampleData } from '../../update/sample-data.js';
import { nonFiniteText, withoutNonFinite } from './attributes.js';

/** Scope of client data points. One object: the exporters group by identity. */
const CLIENT_SCOPE = { name: SCOPE_NAME_CLIENT, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };

/**
 * Client updates and scalars of one run as OTLP metrics, for the official exporters.
 *
 * @param json whether the encoding is OTLP/JSON, which needs words for non-finite numbers
 */
export function encodePoints(
  records: readonly ClientPointRecord[],
  resource: Resource,
  json: boolean,
): ResourceMetrics {
  const metrics = toMetricData(records);
  if (json) metrics.forEach(useJsonWords);
  return { resource, scopeMetrics: [{ scope: CLIENT_SCOPE, metrics }] };
}

/** Resource samples of one run as OTLP metrics. They are few, and their numbers are finite: every encoding takes them. */
export function encodeSamples(records: readonly SampleRecord[], resource: Resource): ResourceMetrics {
  return { resource, scopeMetrics: [{ scope: MONITOR_SCOPE, metrics: toSampleData(records) }] };
}

/** The JSON serializer passes a text through where OTLP/JSON wants one; as a number it would become `null`. */
function useJsonWords({ dataPoints }: GaugeData): void {
  for (const point of dataPoints) {
    point.attributes = withoutNonFinite(point.attributes as AttributeMap) as Attributes;
    if (!Number.isFinite(point.value)) point.value = nonFiniteText(point.value) as unknown as number;
  }
}
