/** How strongly a registry entry asks for an attribute (OpenTelemetry "attribute requirement levels"). */
export type RequirementLevel = 'required' | 'conditionally_required' | 'recommended' | 'opt_in';

/** Kinds of synchronous instrument that the registry uses. */
export type InstrumentKind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

/** Value type of an attribute; `enum` is an open set of strings, and for a template it is the type of each value. */
export type AttributeType =
  | 'string'
  | 'int'
  | 'double'
  | 'boolean'
  | 'any'
  | 'enum'
  | 'string[]'
  | 'int[]'
  | 'double[]'
  | 'boolean[]';

/** One registered attribute. */
export interface AttributeDescriptor {
  /** `fl.round.number`; for a template the prefix before `.<key>`. */
  readonly key: string;
  readonly type: AttributeType;
  /** Whether the attribute is a family `key.<key>`: `fl.round.metric.f1`. */
  readonly template: boolean;
  readonly brief: string;
  /** Known values of an enum; others are allowed except on low-cardinality metrics. */
  readonly members?: readonly string[];
  /** Personal data or close to it: opt-in wherever it appears. */
  readonly sensitive: boolean;
  /** Field that holds it in the journal; a dot means a member of a nested object. */
  readonly journal?: string;
  /** UCUM unit of a number that has one. */
  readonly unit?: string;
}

/** An attribute as one signal uses it. */
export interface SignalAttribute {
  readonly key: string;
  readonly level: RequirementLevel;
  /** Field that holds it in the journal event of that signal; a dot means a member of a nested object. */
  readonly journal?: string;
  /** Present on templates: the keys are `key.<anything>`. */
  readonly template?: true;
}

/** Any registered metric: an instrument, a field of a client update, or another client data point. */
export interface MetricDescriptor {
  readonly name: string;
  /** Instrumentation scope that emits it. */
  readonly scope: string;
  readonly instrument: InstrumentKind;
  /** UCUM: `s`, `By`, `1`, or an annotation such as `{round}`. */
  readonly unit: string;
  readonly valueType: 'int' | 'double';
  readonly brief: string;
  readonly attributes: readonly SignalAttribute[];
}

/** A low-cardinality instrument of scope `fedotel`. */
export interface InstrumentDescriptor extends MetricDescriptor {
  /** Exact Prometheus name, as the OpenTelemetry-to-Prometheus rules make it from name, unit and kind. */
  readonly prometheus: string;
  /** Bucket boundaries of a histogram, in the metric's unit. */
  readonly buckets?: readonly number[];
}

/** One field of a client's update: a gauge point in one form, an attribute of the update's event in the other. */
export interface ClientFieldDescriptor<Field extends string = string> {
  /** Name of the library's option: `trainDuration`. */
  readonly field: Field;
  /** Metric name, and attribute key in the event form: `fl.client.train.duration`. */
  readonly name: string;
  readonly unit: string;
  readonly valueType: 'int' | 'double';
  /** Field of a client record in the journal: `train_time_sec`. */
  readonly journal: string;
  /** Journal value = value × this (see `scaleValue`). */
  readonly journalScale: number;
  /** Last part of the key at destinations: `train_time_sec`. */
  readonly key: string;
  /** Destination value = value × this (see `scaleValue`). */
  readonly keyScale: number;
  /** Tells about the client's machine, not its model: destinations keep it under `sys` instead of `client`. */
  readonly system: boolean;
  /** Refused when secure aggregation is on: it would reveal one client's model. */
  readonly private: boolean;
  readonly brief: string;
}

/** One field of a resource sample: a metric of OpenTelemetry, or the part of one that some attributes single out. */
export interface ResourceFieldDescriptor<Field extends string = string> {
  /** Metric name: `system.network.io`. */
  readonly name: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: 'int' | 'double';
  /** Whose resource it is: of the program and its child processes, of the whole host, or of one device (`hw.id`). */
  readonly measures: 'process' | 'host' | 'device';
  /** Field in the journal and last part of the key at destinations; `{hw.id}` stands for the device. */
  readonly journal: Field;
  /** Journal value = value × this (see `scaleValue`). */
  readonly journalScale: number;
  /** Attributes that belong to the field, with their values: `network.io.direction: receive`. */
  readonly where: Readonly<Record<string, string>>;
  readonly brief: string;
}

/** A field of a resource sample and the device that it is about, if it is about one. */
export interface ResourcePlace {
  readonly field: ResourceFieldDescriptor;
  /** `hw.id`: `gpu_0`, `rail_vdd_in`. */
  readonly device: string | undefined;
}

/** One registered event (a log record with an event name). */
export interface EventDescriptor {
  readonly name: string;
  /** OTLP severity number: 9 is INFO, 13 is WARN. */
  readonly severityNumber: number;
  readonly brief: string;
  readonly attributes: readonly SignalAttribute[];
}

/** One registered type of span. */
export interface SpanDescriptor {
  /** Value of `fl.span.type`. */
  readonly type: string;
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  /** Pattern of the span's name, attribute keys in braces: `round {fl.job.name}`. */
  readonly name: string;
  readonly brief: string;
  readonly attributes: readonly SignalAttribute[];
}
