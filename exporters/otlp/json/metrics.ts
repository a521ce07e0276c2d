import { NO_RECORDED_VALUE } from '../no-value.js';
import type { MetricHead, OtlpVisitor } from '../visitor.js';
import { readAttributes } from './any-value.js';
import {
  convert,
  doubleFromJson,
  forEach,
  instant,
  int32,
  integerFromJson,
  type JsonRecord,
  lastSet,
  list,
  text,
  within,
} from './fields.js';

/** The oneof `data` of a metric. */
const DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

/** The oneof `value` of a number point. */
const VALUE = ['asDouble', 'asInt'] as const;

/** Reads a `Metric`: points of gauges and sums one by one, those of other kinds as a number. */
export function readMetric(metric: JsonRecord, visitor: OtlpVisitor): void {
  const name = text(metric, 'name');
  const unit = text(metric, 'unit');
  const kind = lastSet(metric, DATA);
  if (kind === 'gauge' || kind === 'sum') {
    const head = { name, unit, kind };
    within(metric, kind, (data) => forEach(data, 'dataPoints', (point) => readPoint(point, visitor, head)));
  } else if (kind !== undefined) {
    visitor.otherPoints(
      name,
      within(metric, kind, (data) => list(data, 'dataPoints').length),
    );
  }
}

function readPoint(point: JsonRecord, visitor: OtlpVisitor, head: MetricHead): void {
  const attributes = readAttributes(point, 'attributes');
  const time = instant(point, 'timeUnixNano');
  const value = readValue(point);
  const empty = (int32(point, 'flags') & NO_RECORDED_VALUE) !== 0;
  visitor.numberPoint(head, { attributes, time, value: empty ? undefined : value });
}

function readValue(point: JsonRecord): number | bigint | undefined {
  const member = lastSet(point, VALUE);
  switch (member) {
    case undefined:
      return undefined;
    case 'asDouble':
      return convert(point, member, 'a number', doubleFromJson);
    case 'asInt':
      return convert(point, member, 'a 64-bit integer', integerFromJson);
  }
}
