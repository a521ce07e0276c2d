/** Any value that an attribute of an event or of a marker point may have (OTLP `AnyValue` without bytes). */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[] | AttributeMap;

/** Attributes by name; own keys only. */
export interface AttributeMap {
  readonly [key: string]: AttributeValue;
}

/** Time since the Unix epoch: whole seconds and nanoseconds within the second (the `HrTime` of OpenTelemetry). */
export type EpochTime = [seconds: number, nanos: number];

/** What names a run in every record; one OTLP Resource per identity. */
export interface RunIdentity {
  /** `fl.run.id` */
  readonly id: string;
  /** `fl.run.attempt`: epoch milliseconds of the `startRun`, unique within the process. */
  readonly attempt: number;
  /** `fl.job.name` */
  readonly job: string;
}

/**
 * One client's update. Fields are named by their metric name and not by an index, because two versions of the package
 * may share one outbox.
 */
export interface UpdateRecord {
  readonly kind: 'update';
  readonly run: RunIdentity;
  /** Strictly increasing per client: part of the update's identity. */
  readonly time: EpochTime;
  readonly round: number;
  /** Already a pseudonym where privacy asks for one. */
  readonly client: string;
  readonly operation: string;
  /** Metric names of the known fields that the update has, for instance `fl.client.loss`. */
  readonly names: readonly string[];
  /** Values of those fields, in the same order and in the unit of the contract. */
  readonly values: readonly number[];
  /** Names of free numbers. */
  readonly metricNames: readonly string[];
  /** Values of the free numbers, in the same order. */
  readonly metricValues: readonly number[];
  /** Attributes of the marker: name, state, result, base round, free attributes, location. */
  readonly marker: AttributeMap;
}

/** One number of the tracking writer (`fl.scalar`). */
export interface ScalarRecord {
  readonly kind: 'scalar';
  readonly run: RunIdentity;
  readonly time: EpochTime;
  /** `fl.metric.name` */
  readonly name: string;
  /** `fl.step` */
  readonly step: number;
  readonly value: number;
  readonly client: string | undefined;
  readonly round: number | undefined;
}

/** What a process, its host and its devices used at one moment. */
export interface SampleRecord {
  readonly kind: 'sample';
  readonly run: RunIdentity;
  /** Strictly increasing per client: part of the sample's identity. */
  readonly time: EpochTime;
  /** When the counters began at 0. */
  readonly start: EpochTime;
  /** Whose resources; already a pseudonym where privacy asks for one. Those of the process that started the run have none. */
  readonly client: string | undefined;
  readonly round: number | undefined;
  /** Fields of a `resource_sample`: `cpu_utilization_percentage`. */
  readonly names: readonly string[];
  /** Their values, in the same order and in the unit of the field. */
  readonly values: readonly number[];
}

/** What travels as data points of scope `fedotel.client`. */
export type ClientPointRecord = UpdateRecord | ScalarRecord;

/** What travels as data points. */
export type PointRecord = ClientPointRecord | SampleRecord;

/** One event of the contract, ready to become a log record. */
export interface EventRecord {
  readonly kind: 'event';
  readonly run: RunIdentity;
  readonly time: EpochTime;
  /** Event name, for instance `fl.round.finished`. */
  readonly name: string;
  /** OTLP severity number: 9 is INFO, 13 is WARN. */
  readonly severityNumber: number;
  /** Attributes without the run's identity, which is on the Resource. */
  readonly attributes: AttributeMap;
}
