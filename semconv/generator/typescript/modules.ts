import {
  attributeConstant,
  camelCase,
  eventConstant,
  instrumentKey,
  memberConstant,
  metricConstant,
} from '../names.js';
import type { Attribute, EventEntry, Metric, Registry, ResourceField } from '../registry.js';
import { HEADER, printAttribute, printEvent, printMetric } from './constants.js';
import {
  attributeLiteral,
  clientFieldLiteral,
  eventLiteral,
  metricLiteral,
  resourceFieldLiteral,
  spanLiteral,
} from './descriptors.js';
import { LINE_WIDTH, type LiteralObject, Name, printLiteral, printObject, printString } from './literal.js';

/** One generated TypeScript file. */
export interface Module {
  /** Relative to `semconv/`, without ending: `generated/events/round`. */
  readonly path: string;
  readonly text: string;
  /** Names that `semconv/index.ts` exports from it; types are marked. */
  readonly exports: readonly { readonly name: string; readonly type: boolean }[];
}

function values(names: readonly string[]): Module['exports'] {
  return names.map((name) => ({ name, type: false }));
}

/** Entries by the file that defines them, in the order of the files. */
function byTopic<T extends { readonly topic: string }>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const topics = new Map<string, T[]>();
  for (const entry of entries) {
    const topic = topics.get(entry.topic);
    if (topic === undefined) {
      topics.set(entry.topic, [entry]);
    } else {
      topic.push(entry);
    }
  }
  return topics;
}

function constantsModules<T extends { readonly topic: string }>(
  folder: string,
  entries: readonly T[],
  print: (entry: T) => string,
  names: (entry: T) => readonly string[],
): readonly Module[] {
  return [...byTopic(entries)].map(([topic, members]) => ({
    path: `generated/${folder}/${topic}`,
    text: HEADER + members.map(print).join('\n'),
    exports: values(members.flatMap(names)),
  }));
}

function attributeNames(attribute: Attribute): readonly string[] {
  const members = attribute.members.map((member) => memberConstant(attribute.key, member.id));
  return [attributeConstant(attribute.key), ...members];
}

function schemaModule(registry: Registry): Module {
  const text =
    `${HEADER}/** Schema URL of every tracer, meter and logger that follows these conventions. */\n` +
    `export const SCHEMA_URL = ${printString(registry.schemaUrl)} as const;\n\n` +
    '/** Version of these conventions: the last segment of the schema URL. */\n' +
    `export const SEMCONV_VERSION = ${printString(registry.version)} as const;\n`;
  return { path: 'generated/schema', text, exports: values(['SCHEMA_URL', 'SEMCONV_VERSION']) };
}

/** The attribute list that all entries have, when they have one and the same. */
function sharedAttributes(entries: readonly LiteralObject[]): LiteralObject['attributes'] {
  const [first, ...others] = entries.map(({ attributes }) => attributes);
  const text = JSON.stringify(first);
  return others.length > 0 && others.every((other) => JSON.stringify(other) === text) ? first : undefined;
}

/**
 * Prints `name = { key: literal, … }`, checked against a descriptor type but keeping its keys. A list of several attributes
 * that all entries share is written once.
 */
function recordModule(
  path: string,
  name: string,
  type: string,
  doc: string,
  record: ReadonlyMap<string, LiteralObject>,
): Module {
  const shared = sharedAttributes([...record.values()]);
  const hoisted = Array.isArray(shared) && shared.length > 1;
  const entries = [...record].map(([key, entry]) => {
    return [key, hoisted ? { ...entry, attributes: new Name('attributes') } : entry] as const;
  });
  const constant = hoisted
    ? `const attributes: readonly SignalAttribute[] = ${printLiteral(shared, '', LINE_WIDTH)};\n\n`
    : '';
  const types = hoisted ? `${type}, SignalAttribute` : type;
  const text =
    `${HEADER}import type { ${types} } from '../../types.js';\n\n${constant}/** ${doc} */\n` +
    `export const ${name} = ${printObject(Object.fromEntries(entries), '')} satisfies Readonly<Record<string, ${type}>>;\n`;
  return { path, text, exports: [] };
}

/** How the descriptors of one kind of entry are written. */
interface DescriptorKind<T> {
  /** Folder-like prefix of the files and suffix of the names: `attributes`. */
  readonly plural: string;
  readonly type: string;
  /** A narrower type that all entries of one file satisfy, if any. */
  readonly narrowType?: (entries: readonly T[]) => string;
  readonly name: (entry: T) => string;
  readonly literal: (entry: T) => LiteralObject;
  readonly collection: string;
  readonly keyType: string;
  readonly doc: string;
}

/** The formatter sorts import lines by the file they name. */
function byPath(left: string, right: string): number {
  const [a, b] = [left.slice(left.indexOf("'")), right.slice(right.indexOf("'"))];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One file of descriptors for each topic, and one that joins them. */
function descriptorModules<T extends { readonly topic: string }>(
  entries: readonly T[],
  kind: DescriptorKind<T>,
): readonly Module[] {
  const parts = [...byTopic(entries)].map(([topic, members]) => {
    const record = new Map(members.map((entry) => [kind.name(entry), kind.literal(entry)]));
    const name = `${camelCase(topic)}${kind.plural.charAt(0).toUpperCase()}${kind.plural.slice(1)}`;
    const file = `${kind.plural}-${topic}`;
    const type = kind.narrowType?.(members) ?? kind.type;
    const doc = `Descriptors of the ${kind.plural} in the model's \`${topic}.yaml\`.`;
    return { name, file, module: recordModule(`generated/descriptors/${file}`, name, type, doc, record) };
  });
  const imports = parts.map(({ name, file }) => `import { ${name} } from './${file}.js';\n`).sort(byPath);
  const spreads = parts.map(({ name }) => `  ...${name},\n`);
  const text =
    `${HEADER}import type { ${kind.type} } from '../../types.js';\n${imports.join('')}\n` +
    `const descriptors = {\n${spreads.join('')}};\n\n` +
    `/** Every registered name of the kind. */\nexport type ${kind.keyType} = keyof typeof descriptors;\n\n` +
    `/** ${kind.doc} */\n` +
    `export const ${kind.collection}: Readonly<Record<${kind.keyType}, ${kind.type}>> = descriptors;\n`;
  const exports = [{ name: kind.keyType, type: true }, ...values([kind.collection])];
  return [...parts.map((part) => part.module), { path: `generated/descriptors/${kind.plural}`, text, exports }];
}

function printUnion(name: string, members: readonly string[]): string {
  const flat = `export type ${name} = ${members.join(' | ')};\n`;
  return flat.length <= LINE_WIDTH + 1
    ? flat
    : `export type ${name} =\n${members.map((m) => `  | ${m}`).join('\n')};\n`;
}

function instrumentsModule(metrics: readonly Metric[]): Module {
  const instruments = metrics.filter((metric) => metric.prometheus !== undefined);
  const parts = [...byTopic(instruments).keys()].map((topic) => ({ topic, name: `${camelCase(topic)}Metrics` }));
  const imports = parts.map(({ topic, name }) => `import { ${name} } from './metrics-${topic}.js';\n`).sort(byPath);
  const members = instruments.map(
    (metric) => `  ${instrumentKey(metric.name)}: ${camelCase(metric.topic)}Metrics['${metric.name}'],\n`,
  );
  const text =
    `${HEADER}import type { InstrumentDescriptor } from '../../types.js';\n${imports.join('')}\n` +
    '/** Name by which code speaks of a low-cardinality instrument: `roundsCompleted`. */\n' +
    `${printUnion(
      'InstrumentKey',
      instruments.map((metric) => `'${instrumentKey(metric.name)}'`),
    )}\n` +
    '/** The low-cardinality instruments of scope `fedotel`. */\n' +
    `export const instruments: Readonly<Record<InstrumentKey, InstrumentDescriptor>> = {\n${members.join('')}};\n`;
  return {
    path: 'generated/descriptors/instruments',
    text,
    exports: [{ name: 'InstrumentKey', type: true }, ...values(['instruments'])],
  };
}

function clientFieldsModule(metrics: readonly Metric[]): Module {
  const fields = metrics.flatMap((metric) =>
    metric.clientField === undefined ? [] : [{ metric, field: metric.clientField }],
  );
  const items = fields.map(({ metric, field }) => `  ${printObject(clientFieldLiteral(metric, field), '  ')},\n`);
  const text =
    `${HEADER}import type { ClientFieldDescriptor } from '../../types.js';\n\n` +
    "/** The library's names of a client update's number fields. */\n" +
    `${printUnion(
      'ClientFieldName',
      fields.map(({ field }) => `'${field.field}'`),
    )}\n` +
    "/** The number fields of a client's update, in the order in which they are sent. */\n" +
    `export const clientFields: readonly ClientFieldDescriptor<ClientFieldName>[] = [\n${items.join('')}];\n`;
  return {
    path: 'generated/descriptors/client-fields',
    text,
    exports: [{ name: 'ClientFieldName', type: true }, ...values(['clientFields'])],
  };
}

function resourceFieldsModule(fields: readonly ResourceField[]): Module {
  const items = fields.map((field) => `  ${printObject(resourceFieldLiteral(field), '  ')},\n`);
  const text =
    `${HEADER}import type { ResourceFieldDescriptor } from '../../types.js';\n\n` +
    '/** Fields of a resource sample in the journal, `{hw.id}` standing for the device. */\n' +
    `${printUnion(
      'ResourceFieldName',
      fields.map(({ journal }) => printString(journal)),
    )}\n` +
    '/** The fields of a resource sample. */\n' +
    `export const resourceFields: readonly ResourceFieldDescriptor<ResourceFieldName>[] = [\n${items.join('')}];\n`;
  return {
    path: 'generated/descriptors/resource-fields',
    text,
    exports: [{ name: 'ResourceFieldName', type: true }, ...values(['resourceFields'])],
  };
}

/** Every generated module but the index. */
export function printModules(registry: Registry): readonly Module[] {
  const { attributes, events, metrics, resourceFields, spans } = registry;
  return [
    schemaModule(registry),
    ...constantsModules('attributes', attributes, printAttribute, attributeNames),
    ...constantsModules('events', events, printEvent, (event) => [eventConstant(event.name)]),
    ...constantsModules('metrics', metrics, printMetric, (metric) => [metricConstant(metric.name)]),
    ...descriptorModules<Attribute>(attributes, {
      plural: 'attributes',
      type: 'AttributeDescriptor',
      name: (attribute) => attribute.key,
      literal: attributeLiteral,
      collection: 'attributeDescriptors',
      keyType: 'AttributeKey',
      doc: 'Every registered attribute by its key; a template by its prefix.',
    }),
    ...descriptorModules<EventEntry>(events, {
      plural: 'events',
      type: 'EventDescriptor',
      name: (event) => event.name,
      literal: eventLiteral,
      collection: 'eventDescriptors',
      keyType: 'EventName',
      doc: 'Every registered event by its name.',
    }),
    ...descriptorModules(spans, {
      plural: 'spans',
      type: 'SpanDescriptor',
      name: (span) => span.name,
      literal: spanLiteral,
      collection: 'spanDescriptors',
      keyType: 'SpanType',
      doc: 'Every registered type of span.',
    }),
    ...descriptorModules<Metric>(metrics, {
      plural: 'metrics',
      type: 'MetricDescriptor',
      narrowType: (members) =>
        members.every((metric) => metric.prometheus !== undefined) ? 'InstrumentDescriptor' : 'MetricDescriptor',
      name: (metric) => metric.name,
      literal: metricLiteral,
      collection: 'metricDescriptors',
      keyType: 'MetricName',
      doc: 'Every registered metric by its name, those of both scopes.',
    }),
    instrumentsModule(metrics),
    clientFieldsModule(metrics),
    resourceFieldsModule(resourceFields),
  ];
}
