import type { InstrumentKind } from '../types.js';
import { type Lookup, readUses } from './read-signals.js';
import type { ResourceField } from './registry.js';
import { ModelError, type Shape } from './shape.js';

/** What OpenTelemetry's own registry says about a metric that ours refines. */
export interface OtelMetric {
  readonly name: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: 'int' | 'double';
}

const INSTRUMENTS = ['counter', 'updowncounter', 'gauge', 'histogram'] as const;

/** Reads one entry of the copy of OpenTelemetry's metrics. @throws ModelError on any other shape */
export function readOtelMetric(shape: Shape): OtelMetric {
  const metric: OtelMetric = {
    name: shape.string('name'),
    instrument: shape.oneOf('instrument', INSTRUMENTS),
    unit: shape.string('unit'),
    valueType: shape.oneOf('value_type', ['int', 'double']),
  };
  shape.string('stability');
  shape.string('brief');
  shape.finish();
  return metric;
}

/** The attributes and values that a point must have to be of the field. */
function readWhere(shape: Shape): Readonly<Record<string, string>> {
  const where = shape.child('where');
  const keys = Object.keys(shape.raw('where') ?? {});
  return Object.fromEntries(keys.map((key) => [key, where.string(key)]));
}

/**
 * Reads one entry below `metric_refinements:`: a field of a resource sample.
 *
 * @throws ModelError on any other shape, and when it refines a metric that the copy lacks
 */
export function readResourceField(
  shape: Shape,
  topic: string,
  lookup: Lookup,
  metrics: ReadonlyMap<string, OtelMetric>,
): ResourceField {
  const name = shape.string('ref');
  const metric = metrics.get(name);
  if (metric === undefined) {
    throw new ModelError(shape.where, `ref: no metric "${name}" in otel/metrics.yaml`);
  }
  const annotations = shape.child('annotations');
  const field: ResourceField = {
    ...metric,
    id: shape.string('id'),
    topic,
    brief: shape.string('brief'),
    scope: annotations.string('scope'),
    measures: annotations.oneOf('measures', ['process', 'host', 'device']),
    journal: annotations.string('journal'),
    journalScale: annotations.optionalNumber('journal_scale') ?? 1,
    where: readWhere(annotations),
    attributes: readUses(shape.children('attributes'), lookup),
  };
  annotations.finish();
  shape.finish();
  return field;
}
