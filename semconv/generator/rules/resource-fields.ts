import { SCOPE_NAME_MONITOR } from '../../scope.js';
import type { ResourceField } from '../registry.js';
import type { Rule } from './rule.js';

const DEVICE = '{hw.id}';

function faultsOf(field: ResourceField, others: readonly ResourceField[]): readonly string[] {
  const { journal, journalScale: scale, measures, scope, where, attributes, brief, id } = field;
  const keys = new Set(attributes.map(({ attribute }) => attribute.key));
  const repeated = (what: 'journal' | 'id'): readonly string[] =>
    others.some((other) => other !== field && other[what] === field[what])
      ? [`another resource field has ${what} "${field[what]}" too`]
      : [];
  return [
    ...repeated('journal'),
    ...repeated('id'),
    ...(scope === SCOPE_NAME_MONITOR ? [] : [`expected scope ${SCOPE_NAME_MONITOR}, got "${scope}"`]),
    ...(id.startsWith('fl.') ? [] : ['expected an id in the namespace "fl."']),
    ...(brief.endsWith('.') ? [] : ['expected a brief that ends with a period']),
    ...(journal.startsWith(`${DEVICE}_`) === (measures === 'device')
      ? []
      : [`"${DEVICE}_" begins a device's field only`]),
    ...(measures === 'device' && !keys.has('hw.id') ? ['expected the attribute hw.id on what measures a device'] : []),
    ...(scale > 0 && (scale >= 1 || Math.abs(Math.round(1 / scale) * scale - 1) < 1e-9)
      ? []
      : [`expected a scale of 1 or more, or one part of a whole number, got ${scale}`]),
    ...Object.keys(where)
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is in "where" and not among the attributes`),
  ];
}

/** Fields of resource samples are unique in the journal, scaled without loss, and name the attributes that single them out. */
export const resourceFieldsConsistent: Rule = ({ resourceFields }) =>
  resourceFields.flatMap((field) =>
    faultsOf(field, resourceFields).map((message) => ({
      rule: 'resource-fields',
      where: `refinement ${field.id}`,
      message,
    })),
  );
