import type { AttributeType } from '../types.js';
import type { Attribute, Member } from './registry.js';
import { ModelError, type Shape } from './shape.js';

const PRIMITIVES: readonly AttributeType[] = ['string', 'int', 'double', 'boolean', 'any'];
const TYPES: readonly AttributeType[] = [...PRIMITIVES, 'string[]', 'int[]', 'double[]', 'boolean[]'];

function readMember(shape: Shape): Member {
  const member = {
    id: shape.string('id'),
    value: shape.string('value'),
    brief: shape.string('brief'),
    stability: shape.string('stability'),
  };
  shape.finish();
  return member;
}

/** Reads `string`, `int[]`, `template[double]` or `{ members: [...] }`. */
function readType(shape: Shape): Pick<Attribute, 'type' | 'template' | 'members'> {
  if (typeof shape.raw('type') !== 'string') {
    const type = shape.child('type');
    const members = type.children('members').map(readMember);
    type.finish();
    return { type: 'enum', template: false, members };
  }
  const text = shape.string('type');
  const inner = /^template\[(.+)\]$/.exec(text)?.[1];
  const found = TYPES.find((candidate) => candidate === (inner ?? text));
  if (found === undefined) {
    throw new ModelError(shape.where, `type: expected a type of weaver's syntax, got "${text}"`);
  }
  return { type: found, template: inner !== undefined, members: [] };
}

/** Reads one entry below `attributes:` (weaver's `AttributeDef`). @throws ModelError on any other shape */
export function readAttribute(shape: Shape, topic: string, origin: Attribute['origin']): Attribute {
  const annotations = shape.child('annotations');
  const examples = shape.raw('examples') ?? [];
  const attribute: Attribute = {
    topic,
    origin,
    key: shape.string('key'),
    ...readType(shape),
    brief: shape.string('brief'),
    note: shape.optionalString('note') ?? '',
    stability: shape.string('stability'),
    examples: Array.isArray(examples) ? examples : [examples],
    sensitive: annotations.flag('sensitive'),
    journal: annotations.optionalString('journal'),
    unit: annotations.optionalString('unit'),
  };
  annotations.finish();
  shape.finish();
  return attribute;
}
