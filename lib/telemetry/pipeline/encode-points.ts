import { ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { DataPoint, GaugeMetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_METRIC_NAME,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_STEP,
  ATTR_FL_UPDATE_FIELD_COUNT,
  findMetric,
  METRIC_FL_CLIENT_METRIC,
  METRIC_FL_CLIENT_UPDATE,
  METRIC_FL_SCALAR,
  SCHEMA_URL,
  SCOPE_NAME_CLIENT,
  SEMCONV_VERSION,
} from '../../../semconv/index.js';
import type { AttributeMap, EpochTime, PointRecord, ScalarRecord, UpdateRecord } from '../../core/records.js';
import { nonFiniteText, withoutNonFinite } from './attributes.js';

/** Scope of client data points. One object: the exporters group by identity. */
const CLIENT_SCOPE = { name: SCOPE_NAME_CLIENT, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };

/** Values of the SDK's `AggregationTemporality.CUMULATIVE` and `DataPointType.GAUGE`, which need no SDK to be known. */
const CUMULATIVE = 1;
const GAUGE = 2;

/** A gauge has no start. */
const NO_START: EpochTime = [0, 0];

/**
 * Client updates and scalars of one run as OTLP metrics: one gauge per name, one point per value, all points of one
 * update with the same time and the same round, client and operation.
 *
 * @param json whether the encoding is OTLP/JSON, which needs words for non-finite numbers
 */
export function encodePoints(records: readonly PointRecord[], resource: Resource, json: boolean): ResourceMetrics {
  const metrics = new GaugeTable(json);
  for (const record of records) {
    if (record.kind === 'update') {
      addUpdate(metrics, record);
    } else {
      addScalar(metrics, record);
    }
  }
  return { resource, scopeMetrics: [{ scope: CLIENT_SCOPE, metrics: metrics.list() }] };
}

function addUpdate(metrics: GaugeTable, update: UpdateRecord): void {
  const identity: AttributeMap = {
    [ATTR_FL_ROUND_NUMBER]: update.round,
    [ATTR_FL_CLIENT_ID]: update.client,
    [ATTR_FL_OPERATION_NAME]: update.operation,
  };
  update.names.forEach((name, index) => {
    metrics.add(name, update.values[index] ?? Number.NaN, identity, update.time);
  });
  update.metricNames.forEach((name, index) => {
    const attributes = { ...identity, [ATTR_FL_METRIC_NAME]: name };
    metrics.add(METRIC_FL_CLIENT_METRIC, update.metricValues[index] ?? Number.NaN, attributes, update.time);
  });
  // A batch may be cut on the way: the marker tells a reader how many points make the update whole, itself included.
  const marker = {
    ...update.marker,
    ...identity,
    [ATTR_FL_UPDATE_FIELD_COUNT]: update.names.length + update.metricNames.length + 1,
  };
  metrics.add(METRIC_FL_CLIENT_UPDATE, 1, marker, update.time);
}

function addScalar(metrics: GaugeTable, scalar: ScalarRecord): void {
  const attributes: AttributeMap = {
    [ATTR_FL_METRIC_NAME]: scalar.name,
    [ATTR_FL_STEP]: scalar.step,
    ...(scalar.client === undefined ? {} : { [ATTR_FL_CLIENT_ID]: scalar.client }),
    ...(scalar.round === undefined ? {} : { [ATTR_FL_ROUND_NUMBER]: scalar.round }),
  };
  metrics.add(METRIC_FL_SCALAR, scalar.value, attributes, scalar.time);
}

/** Points by metric name. */
class GaugeTable {
  readonly #json: boolean;
  readonly #points = new Map<string, DataPoint<number>[]>();

  constructor(json: boolean) {
    this.#json = json;
  }

  add(name: string, value: number, attributes: AttributeMap, time: EpochTime): void {
    const points = this.#points.get(name) ?? [];
    this.#points.set(name, points);
    points.push({
      startTime: NO_START,
      endTime: time,
      // The exporters take nested attribute values and pass them on, although the API's type is narrower.
      attributes: (this.#json ? withoutNonFinite(attributes) : attributes) as DataPoint<number>['attributes'],
      value: this.#json ? jsonNumber(value) : value,
    });
  }

  list(): GaugeMetricData[] {
    return [...this.#points].map(([name, dataPoints]) => {
      const registered = findMetric(name);
      return {
        descriptor: {
          name,
          description: registered?.brief ?? '',
          unit: registered?.unit ?? '',
          valueType: registered?.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
        },
        aggregationTemporality: CUMULATIVE,
        dataPointType: GAUGE,
        dataPoints,
      };
    });
  }
}

/** The JSON serializer passes a text through where OTLP/JSON wants one; as a number it would become `null`. */
function jsonNumber(value: number): number {
  return Number.isFinite(value) ? value : (nonFiniteText(value) as unknown as number);
}
