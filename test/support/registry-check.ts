import {
  ATTR_FL_RUN_ID,
  type AttributeDescriptor,
  findAttribute,
  findEvent,
  findMetric,
  findSpan,
  type MetricDescriptor,
  SCOPE_NAME,
  type SignalAttribute,
} from '../../semconv/index.js';

/** Attributes by key, as decoded. */
export type EmittedAttributes = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>;

/** One data point, log record or span. */
export interface Emitted {
  readonly attributes: EmittedAttributes;
  /** Attributes of the scope and the resource: they count as present, and are not checked themselves. */
  readonly inherited?: EmittedAttributes | undefined;
}

/** The points of one metric. */
export interface EmittedMetric {
  readonly name: string;
  /** `undefined` where the decoder does not tell. */
  readonly unit: string | undefined;
  /** Kind of OTLP data: counters are sums. */
  readonly kind: 'gauge' | 'sum' | 'histogram';
  /** Name of the instrumentation scope. */
  readonly scope?: string | undefined;
  readonly points: readonly Emitted[];
}

export interface EmittedEvent extends Emitted {
  readonly name: string;
  readonly severityNumber?: number | undefined;
}

export interface EmittedSpan extends Emitted {
  /** Value of `fl.span.type`. */
  readonly type: string;
  /** The span's name on the wire. */
  readonly name?: string | undefined;
  readonly kind?: 'internal' | 'client' | 'server' | 'producer' | 'consumer' | undefined;
}

/** Everything that one emitter sent. */
export interface EmittedSignals {
  readonly metrics?: readonly EmittedMetric[];
  readonly events?: readonly EmittedEvent[];
  readonly spans?: readonly EmittedSpan[];
}

function entriesOf(attributes: EmittedAttributes | undefined): ReadonlyMap<string, unknown> {
  return attributes instanceof Map ? attributes : new Map(Object.entries(attributes ?? {}));
}

/** Whether a decoded value is of the registered type. Integers are valid doubles: a decoder may lose the difference. */
function hasType(value: unknown, { type }: AttributeDescriptor): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
    case 'enum':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint';
    default:
      return Array.isArray(value);
  }
}

function checkValues(attributes: ReadonlyMap<string, unknown>, uses: readonly SignalAttribute[]): readonly string[] {
  return [...attributes].flatMap(([key, value]) => {
    const descriptor = findAttribute(key);
    if (descriptor === undefined) {
      return [`attribute ${key} is not in the registry`];
    }
    if (!uses.some((use) => use.key === descriptor.key)) {
      return [`attribute ${key} is not registered for it`];
    }
    return hasType(value, descriptor) ? [] : [`attribute ${key} is no ${descriptor.type}: ${String(value)}`];
  });
}

function isPresent(use: SignalAttribute, keys: readonly string[]): boolean {
  return use.template ? keys.some((key) => key.startsWith(`${use.key}.`)) : keys.includes(use.key);
}

function checkRequired(keys: readonly string[], uses: readonly SignalAttribute[]): readonly string[] {
  return uses
    .filter(({ key, level }) => level === 'required' || (level === 'conditionally_required' && key === ATTR_FL_RUN_ID))
    .filter((use) => !isPresent(use, keys))
    .map(({ key }) => `required attribute ${key} is missing`);
}

function checkAttributes(emitted: Emitted, uses: readonly SignalAttribute[]): readonly string[] {
  const attributes = entriesOf(emitted.attributes);
  const keys = [...attributes.keys(), ...entriesOf(emitted.inherited).keys()];
  return [...checkValues(attributes, uses), ...checkRequired(keys, uses)];
}

/** Enums on instruments are closed: another value would be a series nobody foresaw. */
function checkMembers(emitted: Emitted, descriptor: MetricDescriptor): readonly string[] {
  if (descriptor.scope !== SCOPE_NAME) {
    return [];
  }
  return [...entriesOf(emitted.attributes)].flatMap(([key, value]) => {
    const attribute = findAttribute(key);
    // `error.type` is OpenTelemetry's: an open enum that every domain fills.
    const closed = attribute?.members !== undefined && attribute.key.startsWith('fl.');
    return closed && !attribute.members?.includes(String(value)) ? [`attribute ${key} has no value ${value}`] : [];
  });
}

const DATA_KINDS = { counter: 'sum', updowncounter: 'sum', gauge: 'gauge', histogram: 'histogram' } as const;

function mismatch(what: string, expected: string | number, actual: string | number | undefined): readonly string[] {
  return actual === undefined || actual === expected ? [] : [`${what} is ${actual}, registered is ${expected}`];
}

function checkMetric(metric: EmittedMetric): readonly string[] {
  const descriptor = findMetric(metric.name);
  if (descriptor === undefined) {
    return ['is not in the registry'];
  }
  return [
    ...mismatch('unit', descriptor.unit, metric.unit),
    ...mismatch('kind', DATA_KINDS[descriptor.instrument], metric.kind),
    ...mismatch('scope', descriptor.scope, metric.scope),
    ...metric.points.flatMap((point) => [
      ...checkAttributes(point, descriptor.attributes),
      ...checkMembers(point, descriptor),
    ]),
  ];
}

function checkEvent(event: EmittedEvent): readonly string[] {
  const descriptor = findEvent(event.name);
  if (descriptor === undefined) {
    return ['is not in the registry'];
  }
  return [
    ...mismatch('severity number', descriptor.severityNumber, event.severityNumber),
    ...checkAttributes(event, descriptor.attributes),
  ];
}

function checkSpan(span: EmittedSpan): readonly string[] {
  const descriptor = findSpan(span.type);
  if (descriptor === undefined) {
    return ['is not in the registry'];
  }
  const attributes = entriesOf(span.attributes);
  const name = descriptor.name.replace(/\{([^}]*)\}/g, (_, key: string) => String(attributes.get(key)));
  return [
    ...mismatch('kind', descriptor.kind, span.kind),
    ...mismatch('name', name, span.name),
    ...checkAttributes(span, descriptor.attributes),
  ];
}

/** Every way in which signals differ from the registry, once each. */
export function findUnregistered(signals: EmittedSignals): readonly string[] {
  const lines = [
    ...(signals.metrics ?? []).flatMap((metric) => checkMetric(metric).map((text) => `metric ${metric.name}: ${text}`)),
    ...(signals.events ?? []).flatMap((event) => checkEvent(event).map((text) => `event ${event.name}: ${text}`)),
    ...(signals.spans ?? []).flatMap((span) => checkSpan(span).map((text) => `span ${span.type}: ${text}`)),
  ];
  return [...new Set(lines)];
}

/**
 * Throws unless everything emitted is in the registry: names, units, kinds, scopes, attributes and their types, required
 * attributes. `fl.run.id` must be on the signal, its scope or its resource.
 *
 * @throws Error listing every difference, one a line
 */
export function assertInRegistry(signals: EmittedSignals): void {
  const differences = findUnregistered(signals);
  if (differences.length > 0) {
    throw new Error(`not as the registry says:\n${differences.join('\n')}`);
  }
}
