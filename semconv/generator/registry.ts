import type { AttributeType, InstrumentKind, RequirementLevel } from '../types.js';

/** The model after all files are read and all references are resolved: what rules check and printers print. */
export interface Registry {
  readonly schemaUrl: string;
  /** Last segment of the schema URL. */
  readonly version: string;
  readonly description: string;
  /** Version of OpenTelemetry's registry that the manifest depends on, and that our copy of its attributes names. */
  readonly dependencyVersion: string;
  readonly copiedVersion: string;
  readonly attributes: readonly Attribute[];
  readonly entities: readonly Entity[];
  readonly spans: readonly Span[];
  readonly events: readonly EventEntry[];
  readonly metrics: readonly Metric[];
  /** Refinements of OpenTelemetry's metrics: the fields of a resource sample. */
  readonly resourceFields: readonly ResourceField[];
}

/** What every entry has. */
export interface Entry {
  /** Stem of the file that defines it; generated files are split the same way. */
  readonly topic: string;
  readonly brief: string;
  readonly note: string;
  readonly stability: string;
}

/** A value of an enum attribute. */
export interface Member {
  readonly id: string;
  readonly value: string;
  readonly brief: string;
  readonly stability: string;
}

/** Definition of an attribute. */
export interface Attribute extends Entry {
  readonly key: string;
  readonly type: AttributeType;
  readonly template: boolean;
  readonly members: readonly Member[];
  readonly examples: readonly unknown[];
  readonly sensitive: boolean;
  readonly journal: string | undefined;
  readonly unit: string | undefined;
  /** `otel` for attributes of OpenTelemetry's own registry. */
  readonly origin: 'own' | 'otel';
}

/** An attribute as a signal uses it. */
export interface AttributeUse {
  readonly attribute: Attribute;
  /** `undefined` when the model forgot it, which a rule refuses. */
  readonly level: RequirementLevel | undefined;
  /** Text beside the level: when it is required, or why. */
  readonly condition: string;
  readonly journal: string | undefined;
}

/** What entities, spans, events and metrics have in common. */
export interface Signal extends Entry {
  readonly name: string;
  /** `undefined` when the model forgot it, which a rule refuses. */
  readonly level: string | undefined;
  readonly attributes: readonly AttributeUse[];
}

export interface Entity extends Signal {
  /** How many of `attributes`, from the first on, make the identity; the others describe. */
  readonly identityCount: number;
}

export interface Span extends Signal {
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  /** Pattern of the span's name. */
  readonly pattern: string;
}

export interface EventEntry extends Signal {
  readonly severityNumber: number | undefined;
}

/** Annotations of a metric that is a field of a client's update. */
export interface ClientField {
  readonly field: string;
  readonly journal: string;
  readonly journalScale: number;
  readonly key: string;
  readonly keyScale: number;
  readonly system: boolean;
  readonly private: boolean;
}

/** A field of a resource sample: a metric of OpenTelemetry, or the part of one that some attributes single out. */
export interface ResourceField {
  /** Unique name of the refinement. */
  readonly id: string;
  readonly topic: string;
  readonly brief: string;
  /** The refined metric. */
  readonly name: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: 'int' | 'double';
  readonly scope: string;
  /** Whose resource it is. */
  readonly measures: 'process' | 'host' | 'device';
  /** Field of the journal; `{hw.id}` stands for the device. */
  readonly journal: string;
  readonly journalScale: number;
  /** Attributes that belong to the field, with their values. */
  readonly where: Readonly<Record<string, string>>;
  readonly attributes: readonly AttributeUse[];
}

export interface Metric extends Signal {
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: 'int' | 'double';
  readonly scope: string;
  readonly prometheus: string | undefined;
  readonly buckets: readonly number[] | undefined;
  /** Templates of any type that may be on the point although a metric cannot refer to them. */
  readonly complexAttributes: readonly Attribute[];
  readonly clientField: ClientField | undefined;
}
