// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Identifies one run of a federated learning job.
 *
 * @example run-7f3a
 *
 * @note Looked up on the data point, span or log record, then on the scope, then on the resource. Every run opens new
 * time series, so it is never an attribute of a low-cardinality metric other than `fl.run.info`.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_ID = 'fl.run.id' as const;

/**
 * Time at which this attempt of the run started, in milliseconds since the Unix epoch.
 *
 * @example 1772442000004
 *
 * @note A restarted app that goes on with the same run id is a newer attempt: a round that it repeats replaces the
 * older one.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_ATTEMPT = 'fl.run.attempt' as const;

/**
 * Run id of the parent, when this run is an edge aggregator's.
 *
 * @example run-root-01
 *
 * @note An edge aggregator is a run of its own and one client of its parent's run.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_PARENT_ID = 'fl.run.parent.id' as const;

/**
 * Name of the job (the experiment) that a run belongs to.
 *
 * @example digits
 * @example keyboard-next-word
 *
 * @note Low cardinality, since every signal carries it. It must not hold a run id, date or counter.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_JOB_NAME = 'fl.job.name' as const;

/**
 * Number of the round, 0 or more.
 *
 * @example 0
 * @example 17
 *
 * @note Rounds may start at 0, overlap, skip or never end. Never an attribute of a low-cardinality metric: every round
 * would open new one-point series.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_NUMBER = 'fl.round.number' as const;

/**
 * Identifies a client within a job.
 *
 * @example c-07
 *
 * @note Should be a pseudonym that tells nothing about a person or an institution. Its cardinality is the number of
 * clients, so it is on spans, events and client data points, never on a low-cardinality metric.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_ID = 'fl.client.id' as const;

/**
 * Name of a client for display.
 *
 * @example North clinic
 *
 * @note Warning: this may be personal data, such as the name of a hospital, a device's owner or a host.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_NAME = 'fl.client.name' as const;

/**
 * What a client or the server does.
 *
 * @note Absent means `train`. Only `train` counts as participation in a round. Spans, events and client data points may
 * carry other names; low-cardinality metrics say `_OTHER` for those.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_OPERATION_NAME = 'fl.operation.name' as const;

/**
 * Enum value "train" for attribute {@link ATTR_FL_OPERATION_NAME}.
 *
 * Local training of a client.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OPERATION_NAME_VALUE_TRAIN = 'train' as const;

/**
 * Enum value "evaluate" for attribute {@link ATTR_FL_OPERATION_NAME}.
 *
 * Evaluation of a model, by a client or by the server.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OPERATION_NAME_VALUE_EVALUATE = 'evaluate' as const;

/**
 * Enum value "aggregate" for attribute {@link ATTR_FL_OPERATION_NAME}.
 *
 * Aggregation of client updates.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OPERATION_NAME_VALUE_AGGREGATE = 'aggregate' as const;

/**
 * Enum value "checkpoint" for attribute {@link ATTR_FL_OPERATION_NAME}.
 *
 * Storing the global model.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OPERATION_NAME_VALUE_CHECKPOINT = 'checkpoint' as const;

/**
 * Enum value "_OTHER" for attribute {@link ATTR_FL_OPERATION_NAME}.
 *
 * An operation that has no name of its own, on metrics.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OPERATION_NAME_VALUE_OTHER = '_OTHER' as const;

/**
 * Name of the federated learning framework in lower case.
 *
 * @example flower
 * @example nvflare
 * @example fedotel
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_SYSTEM_NAME = 'fl.system.name' as const;

/**
 * Type of the span, as registered here.
 *
 * @example fl.round
 * @example fl.task.client
 *
 * @note OTLP spans have a free name only, so this is how a reader tells a round from a task.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_SPAN_TYPE = 'fl.span.type' as const;

/**
 * Whether the server emitted the span for a client that could not export it.
 *
 * @note The times come from the client's report and so from the client's clock.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_SPAN_RELAYED = 'fl.span.relayed' as const;
