import { type HrTime, ValueType } from '@opentelemetry/api';
import type { GaugeMetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_JOB_NAME,
  ATTR_FL_OPERATION_NAME,
  clientFields,
  SCHEMA_URL,
  SCOPE_NAME_CLIENT,
  SEMCONV_VERSION,
} from '../../../semconv/index.js';
import type { LatestValues } from './latest-values.js';

/** The text format shows no times. */
const NO_TIME: HrTime = [0, 0];

/**
 * What was collected, with gauges of single clients beside it: one of each field that any of them has, named as the data
 * points of the contract. They are made here, for the scraper's eyes only: in a meter provider they would go to its other
 * readers as well, again and again, long after their client has left.
 */
export function withClients(collected: ResourceMetrics, latest: readonly LatestValues[]): ResourceMetrics {
  const metrics = clientFields.map((field) => gaugeOf(field, latest)).filter(({ dataPoints }) => dataPoints.length > 0);
  const scope = { name: SCOPE_NAME_CLIENT, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };
  return { ...collected, scopeMetrics: [...collected.scopeMetrics, { scope, metrics }] };
}

function gaugeOf(
  { name, brief, unit }: (typeof clientFields)[number],
  latest: readonly LatestValues[],
): GaugeMetricData {
  return {
    descriptor: { name, description: brief, unit, valueType: ValueType.DOUBLE },
    // The values of the SDK's `AggregationTemporality.CUMULATIVE` and `DataPointType.GAUGE`, numbers in its public types.
    aggregationTemporality: 1,
    dataPointType: 2,
    dataPoints: latest.flatMap(({ job, client, operation, values }) => {
      const value = values.get(name);
      const attributes = {
        [ATTR_FL_JOB_NAME]: job,
        [ATTR_FL_CLIENT_ID]: client,
        [ATTR_FL_OPERATION_NAME]: operation,
      };
      return value === undefined ? [] : [{ startTime: NO_TIME, endTime: NO_TIME, attributes, value }];
    }),
  };
}
