import type { Attribute, AttributeUse, ClientField, EventEntry, Metric, ResourceField, Span } from '../registry.js';
import type { LiteralObject } from './literal.js';

/** An `AttributeDescriptor`. */
export function attributeLiteral(attribute: Attribute): LiteralObject {
  return {
    key: attribute.key,
    type: attribute.type,
    template: attribute.template,
    brief: attribute.brief,
    members: attribute.type === 'enum' ? attribute.members.map((member) => member.value) : undefined,
    sensitive: attribute.sensitive,
    journal: attribute.journal,
    unit: attribute.unit,
  };
}

function useLiteral(use: AttributeUse): LiteralObject {
  return {
    key: use.attribute.key,
    level: use.level ?? 'recommended',
    journal: use.journal,
    template: use.attribute.template ? true : undefined,
  };
}

/** What a signal's attributes look like to the runtime. */
function usesLiteral(uses: readonly AttributeUse[]): readonly LiteralObject[] {
  return uses.map(useLiteral);
}

/** A `MetricDescriptor`, or an `InstrumentDescriptor` when it has a Prometheus name. */
export function metricLiteral(metric: Metric): LiteralObject {
  const complex = metric.complexAttributes.map((attribute) =>
    useLiteral({ attribute, level: 'recommended', condition: '', journal: attribute.journal }),
  );
  return {
    name: metric.name,
    scope: metric.scope,
    instrument: metric.instrument,
    unit: metric.unit,
    valueType: metric.valueType,
    brief: metric.brief,
    prometheus: metric.prometheus,
    buckets: metric.buckets,
    attributes: [...usesLiteral(metric.attributes), ...complex],
  };
}

/** A `ClientFieldDescriptor`. */
export function clientFieldLiteral(metric: Metric, field: ClientField): LiteralObject {
  return {
    field: field.field,
    name: metric.name,
    unit: metric.unit,
    valueType: metric.valueType,
    journal: field.journal,
    journalScale: field.journalScale,
    key: field.key,
    keyScale: field.keyScale,
    system: field.system,
    private: field.private,
    brief: metric.brief,
  };
}

/** A `ResourceFieldDescriptor`. */
export function resourceFieldLiteral(field: ResourceField): LiteralObject {
  return {
    name: field.name,
    instrument: field.instrument,
    unit: field.unit,
    valueType: field.valueType,
    measures: field.measures,
    journal: field.journal,
    journalScale: field.journalScale,
    where: field.where,
    brief: field.brief,
  };
}

/** An `EventDescriptor`. */
export function eventLiteral(event: EventEntry): LiteralObject {
  return {
    name: event.name,
    severityNumber: event.severityNumber,
    brief: event.brief,
    attributes: usesLiteral(event.attributes),
  };
}

/** A `SpanDescriptor`. */
export function spanLiteral(span: Span): LiteralObject {
  return {
    type: span.name,
    kind: span.kind,
    name: span.pattern,
    brief: span.brief,
    attributes: usesLiteral(span.attributes),
  };
}
