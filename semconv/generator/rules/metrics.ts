import { SCOPE_NAME, SCOPE_NAME_CLIENT } from '../../scope.js';
import { isKnownUnit, prometheusName } from '../prometheus.js';
import type { Metric } from '../registry.js';
import type { Rule } from './rule.js';

/** The one low-cardinality metric that may carry a run id: its series leaves when the run ends. */
const RUN_INFO = 'fl.run.info';

function eachMetric(rule: string, check: (metric: Metric) => readonly string[]): Rule {
  return (registry) =>
    registry.metrics.flatMap((metric) =>
      check(metric).map((message) => ({ rule, where: `metric ${metric.name}`, message })),
    );
}

function isInstrument(metric: Metric): boolean {
  return metric.scope === SCOPE_NAME;
}

/** Units are UCUM: known ones, `1`, or an annotation in the singular. */
export const unitUcum: Rule = eachMetric('unit-ucum', ({ unit }) =>
  isKnownUnit(unit) ? [] : [`expected a unit such as s, By, J, 1 or {round}, got "${unit}"`],
);

/** Instruments have a Prometheus name, exactly the one that follows from name, unit and kind. Client points have none. */
export const prometheusNames: Rule = eachMetric('prometheus-name', (metric) => {
  const expected = isInstrument(metric) ? prometheusName(metric.name, metric.unit, metric.instrument) : undefined;
  return metric.prometheus === expected ? [] : [`expected prometheus ${expected}, got ${metric.prometheus}`];
});

/** Histograms have rising bucket boundaries, other metrics none. */
export const histogramBuckets: Rule = eachMetric('histogram-buckets', ({ instrument, buckets }) => {
  if (instrument !== 'histogram') {
    return buckets === undefined ? [] : [`expected no buckets on a ${instrument}`];
  }
  if (buckets === undefined || buckets.length === 0) {
    return ['expected bucket boundaries, got none'];
  }
  const rising = buckets.every((boundary, index) => index === 0 || boundary > (buckets[index - 1] ?? 0));
  return rising ? [] : [`expected rising bucket boundaries, got ${buckets.join(', ')}`];
});

/** A metric is emitted by one of two scopes, and client data points are gauges. */
export const metricScope: Rule = eachMetric('metric-scope', ({ scope, instrument, clientField }) => {
  if (scope === SCOPE_NAME_CLIENT) {
    return instrument === 'gauge' ? [] : [`expected a gauge in scope ${scope}, got a ${instrument}`];
  }
  if (scope !== SCOPE_NAME) {
    return [`expected scope ${SCOPE_NAME} or ${SCOPE_NAME_CLIENT}, got "${scope}"`];
  }
  return clientField === undefined ? [] : [`expected scope ${SCOPE_NAME_CLIENT} on a client field`];
});

/** Attributes of instruments are the job's name, or enums; a round, client or run would open series without end. */
export const lowCardinality: Rule = eachMetric('low-cardinality', (metric) =>
  (isInstrument(metric) ? metric.attributes : [])
    .map(({ attribute }) => attribute)
    .filter(({ key, type }) => {
      const allowed = key === 'fl.job.name' || (key === 'fl.run.id' && metric.name === RUN_INFO);
      return !allowed && type !== 'enum';
    })
    .map(({ key }) => `${key} has too many values for a low-cardinality metric`),
);

/** An open enum of ours on an instrument has `_OTHER`, so that an unforeseen value does not become a series. */
export const enumOther: Rule = eachMetric('enum-other', (metric) =>
  (isInstrument(metric) ? metric.attributes : [])
    .map(({ attribute }) => attribute)
    .filter(({ origin, type, members }) => {
      return origin === 'own' && type === 'enum' && !members.some(({ value }) => value === '_OTHER');
    })
    .map(({ key }) => `${key} needs a member with value _OTHER`),
);

/** OpenTelemetry allows values of any type on events and spans only. */
export const complexTypes: Rule = (registry) =>
  [
    ...registry.metrics.map((signal) => ({ where: `metric ${signal.name}`, signal })),
    ...registry.entities.map((signal) => ({ where: `entity ${signal.name}`, signal })),
  ].flatMap(({ where, signal }) =>
    signal.attributes
      .filter(({ attribute }) => attribute.type === 'any')
      .map(({ attribute }) => ({
        rule: 'complex-types',
        where,
        message: `${attribute.key} may have any type, which only events and spans allow`,
      })),
  );
