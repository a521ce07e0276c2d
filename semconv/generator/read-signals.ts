import type { RequirementLevel } from '../types.js';
import type { Attribute, AttributeUse, ClientField, Entity, EventEntry, Metric, Signal, Span } from './registry.js';
import { ModelError, type Shape } from './shape.js';

/** Finds what a `ref` or a `ref_group` names. */
export interface Lookup {
  /** @throws ModelError when no attribute has the key */
  attribute(key: string, where: string): Attribute;
  /** @throws ModelError when no group has the id */
  group(id: string, where: string): readonly Shape[];
}

const LEVELS: readonly RequirementLevel[] = ['required', 'conditionally_required', 'recommended', 'opt_in'];
const KINDS = ['internal', 'client', 'server', 'producer', 'consumer'] as const;
const INSTRUMENTS = ['counter', 'updowncounter', 'gauge', 'histogram'] as const;

/** Reads `required`, or a mapping of one level to a text: `{ conditionally_required: If … }`. */
function readLevel(shape: Shape): Pick<AttributeUse, 'level' | 'condition'> {
  const raw = shape.raw('requirement_level');
  if (raw === undefined) {
    return { level: undefined, condition: '' };
  }
  if (typeof raw === 'string') {
    return { level: shape.oneOf('requirement_level', LEVELS), condition: '' };
  }
  const nested = shape.child('requirement_level');
  const level = LEVELS.find((candidate) => nested.has(candidate));
  if (level === undefined) {
    throw new ModelError(shape.where, `requirement_level: expected one of ${LEVELS.join(', ')}`);
  }
  const condition = nested.string(level);
  nested.finish();
  return { level, condition };
}

/** Reads a list of `ref` and `ref_group` entries in order, groups replaced by what they hold. */
export function readUses(shapes: readonly Shape[], lookup: Lookup): readonly AttributeUse[] {
  return shapes.flatMap((shape) => {
    if (shape.has('ref_group')) {
      const members = lookup.group(shape.string('ref_group'), shape.where);
      shape.finish();
      return readUses(members, lookup);
    }
    const attribute = lookup.attribute(shape.string('ref'), shape.where);
    const annotations = shape.child('annotations');
    const use: AttributeUse = {
      attribute,
      ...readLevel(shape),
      journal: annotations.optionalString('journal') ?? attribute.journal,
    };
    annotations.finish();
    shape.finish();
    return [use];
  });
}

function readSignal(shape: Shape, nameKey: 'name' | 'type', topic: string): Omit<Signal, 'attributes'> {
  return {
    topic,
    name: shape.string(nameKey),
    level: shape.optionalString('requirement_level'),
    brief: shape.string('brief'),
    note: shape.optionalString('note') ?? '',
    stability: shape.string('stability'),
  };
}

/** Reads one entry below `entities:`. @throws ModelError on any other shape */
export function readEntity(shape: Shape, topic: string, lookup: Lookup): Entity {
  const identity = readUses(shape.children('identity'), lookup);
  const entity: Entity = {
    ...readSignal(shape, 'type', topic),
    // An identity is required by its nature; weaver's syntax does not want the level repeated there.
    attributes: [
      ...identity.map((use) => ({ ...use, level: use.level ?? ('required' as const) })),
      ...readUses(shape.children('description'), lookup),
    ],
    identityCount: identity.length,
  };
  shape.finish();
  return entity;
}

/** Reads one entry below `spans:`. @throws ModelError on any other shape */
export function readSpan(shape: Shape, topic: string, lookup: Lookup): Span {
  const name = shape.child('name');
  const span: Span = {
    ...readSignal(shape, 'type', topic),
    kind: shape.oneOf('kind', KINDS),
    pattern: name.string('note').replaceAll('`', ''),
    attributes: readUses(shape.children('attributes'), lookup),
  };
  name.finish();
  shape.finish();
  return span;
}

/** Reads one entry below `events:`. @throws ModelError on any other shape */
export function readEvent(shape: Shape, topic: string, lookup: Lookup): EventEntry {
  const annotations = shape.child('annotations');
  shape.list('entity_associations');
  const event: EventEntry = {
    ...readSignal(shape, 'name', topic),
    severityNumber: annotations.optionalNumber('severity_number'),
    attributes: readUses(shape.children('attributes'), lookup),
  };
  annotations.finish();
  shape.finish();
  return event;
}

function readClientField(annotations: Shape): ClientField | undefined {
  if (!annotations.has('field')) {
    return undefined;
  }
  return {
    field: annotations.string('field'),
    journal: annotations.string('journal'),
    journalScale: annotations.optionalNumber('journal_scale') ?? 1,
    key: annotations.string('key'),
    keyScale: annotations.optionalNumber('key_scale') ?? 1,
    system: annotations.flag('system'),
    private: annotations.flag('private'),
  };
}

function readNumbers(shape: Shape, key: string): readonly number[] | undefined {
  if (!shape.has(key)) {
    return undefined;
  }
  return shape.list(key).map((value) => {
    if (typeof value !== 'number') {
      throw new ModelError(shape.where, `${key}: expected numbers, got ${JSON.stringify(value)}`);
    }
    return value;
  });
}

/** Reads one entry below `metrics:`. @throws ModelError on any other shape */
export function readMetric(shape: Shape, topic: string, lookup: Lookup): Metric {
  const annotations = shape.child('annotations');
  const generation = annotations.child('code_generation');
  shape.list('entity_associations');
  const metric: Metric = {
    ...readSignal(shape, 'name', topic),
    instrument: shape.oneOf('instrument', INSTRUMENTS),
    unit: shape.string('unit'),
    valueType: generation.oneOf('metric_value_type', ['int', 'double']),
    scope: annotations.string('scope'),
    prometheus: annotations.optionalString('prometheus'),
    buckets: readNumbers(annotations, 'buckets'),
    clientField: readClientField(annotations),
    complexAttributes: annotations
      .list('complex_attributes')
      .map((key) => lookup.attribute(String(key), annotations.where)),
    attributes: readUses(shape.children('attributes'), lookup),
  };
  generation.finish();
  annotations.finish();
  shape.finish();
  return metric;
}
