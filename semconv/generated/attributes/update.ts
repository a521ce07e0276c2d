// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * State of the client at the time of the update.
 *
 * @note Absent means `active`.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_STATE = 'fl.client.state' as const;

/**
 * Enum value "active" for attribute {@link ATTR_FL_CLIENT_STATE}.
 *
 * The client takes part.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_CLIENT_STATE_VALUE_ACTIVE = 'active' as const;

/**
 * Enum value "idle" for attribute {@link ATTR_FL_CLIENT_STATE}.
 *
 * The client is connected and has nothing to do.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_CLIENT_STATE_VALUE_IDLE = 'idle' as const;

/**
 * Enum value "dropped" for attribute {@link ATTR_FL_CLIENT_STATE}.
 *
 * The client dropped out.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_CLIENT_STATE_VALUE_DROPPED = 'dropped' as const;

/**
 * Enum value "failed" for attribute {@link ATTR_FL_CLIENT_STATE}.
 *
 * The client failed at its task.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_CLIENT_STATE_VALUE_FAILED = 'failed' as const;

/**
 * What became of a client's update.
 *
 * @note Absent means `accepted`.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_UPDATE_RESULT = 'fl.update.result' as const;

/**
 * Enum value "accepted" for attribute {@link ATTR_FL_UPDATE_RESULT}.
 *
 * The update goes into the aggregate.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_UPDATE_RESULT_VALUE_ACCEPTED = 'accepted' as const;

/**
 * Enum value "rejected" for attribute {@link ATTR_FL_UPDATE_RESULT}.
 *
 * The update was refused, for instance as malformed or suspicious.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_UPDATE_RESULT_VALUE_REJECTED = 'rejected' as const;

/**
 * Enum value "stale" for attribute {@link ATTR_FL_UPDATE_RESULT}.
 *
 * The update was based on too old a model.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_UPDATE_RESULT_VALUE_STALE = 'stale' as const;

/**
 * Enum value "late" for attribute {@link ATTR_FL_UPDATE_RESULT}.
 *
 * The update came after its round had ended.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_UPDATE_RESULT_VALUE_LATE = 'late' as const;

/**
 * Enum value "_OTHER" for attribute {@link ATTR_FL_UPDATE_RESULT}.
 *
 * Something else became of the update.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_UPDATE_RESULT_VALUE_OTHER = '_OTHER' as const;

/**
 * Number of the round whose global model the client started from.
 *
 * @example 16
 *
 * @note Staleness is the number of the current round minus this.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_UPDATE_BASE_ROUND = 'fl.update.base_round' as const;

/**
 * Number of data points of the update, the marker point included.
 *
 * @example 7
 *
 * @note Tells a reader when an update that was split on the way is whole.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_UPDATE_FIELD_COUNT = 'fl.update.field_count' as const;

/**
 * A further number that a client reported, `<key>` being its name.
 *
 * @example 0.81
 *
 * @note Event form only. As a data point it is the metric of the same name with `fl.metric.name`.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_METRIC = (key: string) => `fl.client.metric.${key}` as const;

/**
 * A further value that a client reported, `<key>` being its name.
 *
 * @example jetson
 *
 * @note Any JSON value. The app decides what is in it, and so whether it is personal data.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_EXTRA = (key: string) => `fl.client.extra.${key}` as const;

/**
 * Name that the app gave to a number.
 *
 * @example f1
 * @example val/loss
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_METRIC_NAME = 'fl.metric.name' as const;

/**
 * Step of the app's own counting that a number belongs to, 0 or more.
 *
 * @example 1200
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_STEP = 'fl.step' as const;
