import { type Attributes, ValueType } from '@opentelemetry/api';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_ROUND_NUMBER,
  ATTR_HW_ID,
  ATTR_HW_TYPE,
  findResourceField,
  type InstrumentKind,
  SCHEMA_URL,
  SCOPE_NAME_MONITOR,
  SEMCONV_VERSION,
  unscaleValue,
} from '../../semconv/index.js';
import type { AttributeMap, SampleRecord } from '../core/records.js';
import type { GaugeData, RunAttributes } from './metric-data.js';

/** A gauge or a sum with its points: `MetricData` of @opentelemetry/sdk-metrics by structure, so that no SDK is needed. */
export type SampleData = GaugeData | SumData;

/** A sum: `SumMetricData` of @opentelemetry/sdk-metrics by structure. */
export interface SumData extends Omit<GaugeData, 'dataPointType'> {
  /** `DataPointType.SUM` */
  dataPointType: 3;
  /** What only grows is a counter. */
  isMonotonic: boolean;
}

/** Scope of resource samples. One object: the exporters group by identity. */
export const MONITOR_SCOPE = { name: SCOPE_NAME_MONITOR, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };

/** Kinds of device by the first word of their id. */
const DEVICE_TYPES: ReadonlyMap<string, string> = new Map([
  ['gpu', 'gpu'],
  ['package', 'cpu'],
  ['dram', 'memory'],
  ['rail', 'power_supply'],
  ['battery', 'battery'],
]);

/**
 * Resource samples as OpenTelemetry's own metrics: one per metric name, one point per field, all points of a sample with
 * the same time and identity. Fields that this version does not know are left out.
 *
 * @param runAttributes what points say about their run, where the Resource does not say it
 */
export function toSampleData(records: readonly SampleRecord[], runAttributes?: RunAttributes): SampleData[] {
  const metrics = new Map<string, SampleData>();
  for (const record of records) {
    const identity: AttributeMap = {
      ...runAttributes?.(record.run),
      ...(record.client === undefined ? {} : { [ATTR_FL_CLIENT_ID]: record.client }),
      ...(record.round === undefined ? {} : { [ATTR_FL_ROUND_NUMBER]: record.round }),
    };
    for (const [index, name] of record.names.entries()) {
      addPoint(metrics, record, name, record.values[index] ?? Number.NaN, identity);
    }
  }
  return [...metrics.values()];
}

function addPoint(
  metrics: Map<string, SampleData>,
  { time, start }: SampleRecord,
  name: string,
  value: number,
  identity: AttributeMap,
): void {
  const place = findResourceField(name);
  if (place === undefined || !Number.isFinite(value)) {
    return;
  }
  const { field, device } = place;
  let metric = metrics.get(field.name);
  if (metric === undefined) {
    metric = emptyMetric(field);
    metrics.set(field.name, metric);
  }
  const unscaled = unscaleValue(value, field.journalScale);
  metric.dataPoints.push({
    startTime: field.instrument === 'gauge' ? [0, 0] : start,
    endTime: time,
    attributes: { ...identity, ...field.where, ...deviceAttributes(device) } as Attributes,
    value: field.valueType === 'int' ? Math.round(unscaled) : unscaled,
  });
}

function deviceAttributes(device: string | undefined): Record<string, string> {
  if (device === undefined) {
    return {};
  }
  const type = DEVICE_TYPES.get(/^[a-z]+/.exec(device)?.[0] ?? '');
  return { [ATTR_HW_ID]: device, ...(type === undefined ? {} : { [ATTR_HW_TYPE]: type }) };
}

function emptyMetric(field: {
  readonly name: string;
  readonly unit: string;
  readonly instrument: InstrumentKind;
  readonly valueType: 'int' | 'double';
}): SampleData {
  const valueType = field.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE;
  const common = {
    // One metric may be several fields: what it is all together, OpenTelemetry's registry says.
    descriptor: { name: field.name, description: '', unit: field.unit, valueType },
    aggregationTemporality: 1 as const,
    dataPoints: [],
  };
  return field.instrument === 'gauge'
    ? { ...common, dataPointType: 2 }
    : { ...common, dataPointType: 3, isMonotonic: field.instrument === 'counter' };
}
