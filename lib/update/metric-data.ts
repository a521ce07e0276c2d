import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
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
} from '../../semconv/index.js';
import type {
  AttributeMap,
  ClientPointRecord,
  EpochTime,
  RunIdentity,
  ScalarRecord,
  UpdateRecord,
} from '../core/records.js';

/** A gauge with its points: `GaugeMetricData` of @opentelemetry/sdk-metrics by structure, so that no SDK is needed. */
export interface GaugeData {
  descriptor: { name: string; description: string; unit: string; valueType: ValueType };
  /** `AggregationTemporality.CUMULATIVE`; gauges have none, but the type wants one. */
  aggregationTemporality: 1;
  /** `DataPointType.GAUGE` */
  dataPointType: 2;
  dataPoints: { startTime: HrTime; endTime: HrTime; attributes: Attributes; value: number }[];
}

/** What every point of a run has besides its own attributes, where the Resource does not say it. */
export type RunAttributes = (run: RunIdentity) => AttributeMap;

/** A gauge has no start. */
const NO_START: HrTime = [0, 0];

/**
 * Client updates and scalars as gauges: one per metric name, one point per value, all points of one update with the same
 * time and the same round, client and operation.
 *
 * @param runAttributes what points say about their run
 */
export function toMetricData(records: readonly ClientPointRecord[], runAttributes?: RunAttributes): GaugeData[] {
  const gauges = new GaugeTable();
  for (const record of records) {
    if (record.kind === 'update') {
      addUpdate(gauges, record, runAttributes?.(record.run));
    } else {
      addScalar(gauges, record, runAttributes?.(record.run));
    }
  }
  return gauges.list();
}

function addUpdate(gauges: GaugeTable, update: UpdateRecord, run: AttributeMap | undefined): void {
  const { names, values, metricNames, metricValues, time } = update;
  const own: AttributeMap = {
    [ATTR_FL_ROUND_NUMBER]: update.round,
    [ATTR_FL_CLIENT_ID]: update.client,
    [ATTR_FL_OPERATION_NAME]: update.operation,
  };
  // One object for all points, which exporters are quick with.
  const identity = run === undefined ? own : { ...run, ...own };
  const columns = gauges.columns(names);
  for (let index = 0; index < columns.length; index++) {
    columns[index]?.dataPoints.push(toPoint(values[index], identity, time));
  }
  for (let index = 0; index < metricNames.length; index++) {
    const attributes = { ...identity, [ATTR_FL_METRIC_NAME]: metricNames[index] ?? '' };
    gauges.column(METRIC_FL_CLIENT_METRIC).dataPoints.push(toPoint(metricValues[index], attributes, time));
  }
  // A batch may be cut on the way: the marker tells a reader how many points make the update whole, itself included.
  const count = names.length + metricNames.length + 1;
  const marker = { ...update.marker, ...identity, [ATTR_FL_UPDATE_FIELD_COUNT]: count };
  gauges.column(METRIC_FL_CLIENT_UPDATE).dataPoints.push(toPoint(1, marker, time));
}

function addScalar(gauges: GaugeTable, scalar: ScalarRecord, run: AttributeMap | undefined): void {
  const attributes: AttributeMap = {
    ...run,
    [ATTR_FL_METRIC_NAME]: scalar.name,
    [ATTR_FL_STEP]: scalar.step,
    ...(scalar.client === undefined ? {} : { [ATTR_FL_CLIENT_ID]: scalar.client }),
    ...(scalar.round === undefined ? {} : { [ATTR_FL_ROUND_NUMBER]: scalar.round }),
  };
  gauges.column(METRIC_FL_SCALAR).dataPoints.push(toPoint(scalar.value, attributes, scalar.time));
}

/** A point of a gauge. */
function toPoint(
  value: number | undefined,
  attributes: AttributeMap,
  endTime: EpochTime,
): GaugeData['dataPoints'][number] {
  return {
    startTime: NO_START,
    endTime,
    // Exporters take nested attribute values and pass them on, although the API's type is narrower.
    attributes: attributes as Attributes,
    value: value ?? Number.NaN,
  };
}

/** Gauges by metric name, in the order in which they first came. */
class GaugeTable {
  readonly #gauges = new Map<string, GaugeData>();
  #names: readonly string[] = [];
  #columns: readonly GaugeData[] = [];

  column(name: string): GaugeData {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      gauge = emptyGauge(name);
      this.#gauges.set(name, gauge);
    }
    return gauge;
  }

  /** The gauges of an update's fields. Updates with the same fields mostly share the list of their names. */
  columns(names: readonly string[]): readonly GaugeData[] {
    if (names !== this.#names) {
      this.#names = names;
      this.#columns = names.map((name) => this.column(name));
    }
    return this.#columns;
  }

  list(): GaugeData[] {
    return [...this.#gauges.values()];
  }
}

/** A name that this version does not know came from a newer copy of the package and is passed on as it is. */
function emptyGauge(name: string): GaugeData {
  const registered = findMetric(name);
  return {
    descriptor: {
      name,
      description: registered?.brief ?? '',
      unit: registered?.unit ?? '',
      valueType: registered?.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
    },
    aggregationTemporality: 1,
    dataPointType: 2,
    dataPoints: [],
  };
}
