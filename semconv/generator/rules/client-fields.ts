import type { ClientField, Metric, Registry } from '../registry.js';
import type { Problem, Rule } from './rule.js';

/** The event that is the second form of a client's update. */
const UPDATE_EVENT = 'fl.client.update';

interface FieldMetric {
  readonly metric: Metric;
  readonly field: ClientField;
}

function fieldsOf(registry: Registry): readonly FieldMetric[] {
  return registry.metrics.flatMap((metric) =>
    metric.clientField === undefined ? [] : [{ metric, field: metric.clientField }],
  );
}

function problem(metric: Metric, message: string): Problem {
  return { rule: 'client-fields', where: `metric ${metric.name}`, message };
}

function repeatedNames(fields: readonly FieldMetric[], what: 'field' | 'journal' | 'key'): readonly Problem[] {
  const seen = new Set<string>();
  return fields.flatMap(({ metric, field }) => {
    const name = field[what];
    const twice = seen.has(name);
    seen.add(name);
    return twice ? [problem(metric, `another client field has ${what} "${name}" too`)] : [];
  });
}

/** The two forms of an update are equal: each field has an attribute of its name and type, used by the update's event. */
function eventForm(registry: Registry, { metric }: FieldMetric): readonly Problem[] {
  const attribute = registry.attributes.find(({ key }) => key === metric.name);
  if (attribute === undefined || attribute.type !== metric.valueType || attribute.template) {
    return [
      problem(metric, `expected an attribute ${metric.name} of type ${metric.valueType}, got ${attribute?.type}`),
    ];
  }
  const event = registry.events.find(({ name }) => name === UPDATE_EVENT);
  const used = event?.attributes.some((use) => use.attribute.key === metric.name) ?? false;
  return used ? [] : [problem(metric, `expected ${UPDATE_EVENT} to have the attribute ${metric.name}`)];
}

/** Scales are finite and positive; below 1 their reciprocal is whole, so that dividing by it is exact. */
function scales({ metric, field }: FieldMetric): readonly Problem[] {
  return [field.journalScale, field.keyScale]
    .filter((scale) => scale <= 0 || (scale < 1 && Math.abs(Math.round(1 / scale) * scale - 1) > 1e-9))
    .map((scale) => problem(metric, `expected a scale of 1 or more, or one part of a whole number, got ${scale}`));
}

/** Client fields are unique in the library, in the journal and at destinations, and exist in both forms. */
export const clientFieldsConsistent: Rule = (registry) => {
  const fields = fieldsOf(registry);
  return [
    ...(['field', 'journal', 'key'] as const).flatMap((what) => repeatedNames(fields, what)),
    ...fields.flatMap((field) => [...eventForm(registry, field), ...scales(field)]),
  ];
};
