// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Configuration of the run as a map, nested as the app has it.
 *
 * @example {"lr": 0.1, "optimizer": {"name": "sgd"}}
 *
 * @note Values under keys that look like secrets are redacted by the library.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_CONFIG = 'fl.run.config' as const;

/**
 * Number of rounds that the run means to do.
 *
 * @example 20
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_PLANNED_ROUNDS = 'fl.run.planned_rounds' as const;

/**
 * How the run ended.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_STATE = 'fl.run.state' as const;

/**
 * Enum value "finished" for attribute {@link ATTR_FL_RUN_STATE}.
 *
 * The run came to its end.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_RUN_STATE_VALUE_FINISHED = 'finished' as const;

/**
 * Enum value "failed" for attribute {@link ATTR_FL_RUN_STATE}.
 *
 * The run ended with an error.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_RUN_STATE_VALUE_FAILED = 'failed' as const;

/**
 * Enum value "interrupted" for attribute {@link ATTR_FL_RUN_STATE}.
 *
 * The run was stopped, or its process went away.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_RUN_STATE_VALUE_INTERRUPTED = 'interrupted' as const;

/**
 * Name of the round result that decides which round is best.
 *
 * @example accuracy
 * @example loss
 * @example f1
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_OBJECTIVE_METRIC = 'fl.objective.metric' as const;

/**
 * Whether the objective is to be maximized or minimized.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_OBJECTIVE_GOAL = 'fl.objective.goal' as const;

/**
 * Enum value "max" for attribute {@link ATTR_FL_OBJECTIVE_GOAL}.
 *
 * Larger is better.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OBJECTIVE_GOAL_VALUE_MAX = 'max' as const;

/**
 * Enum value "min" for attribute {@link ATTR_FL_OBJECTIVE_GOAL}.
 *
 * Smaller is better.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_OBJECTIVE_GOAL_VALUE_MIN = 'min' as const;

/**
 * Name of the aggregation algorithm as its paper spells it.
 *
 * @example FedAvg
 * @example FedProx
 * @example SCAFFOLD
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_AGGREGATION_STRATEGY = 'fl.aggregation.strategy' as const;

/**
 * Whether aggregation waits for clients.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_AGGREGATION_MODE = 'fl.aggregation.mode' as const;

/**
 * Enum value "sync" for attribute {@link ATTR_FL_AGGREGATION_MODE}.
 *
 * A round waits for its clients, or for a deadline.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_AGGREGATION_MODE_VALUE_SYNC = 'sync' as const;

/**
 * Enum value "semi_sync" for attribute {@link ATTR_FL_AGGREGATION_MODE}.
 *
 * A round waits for a part of its clients; late updates join a later one.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_AGGREGATION_MODE_VALUE_SEMI_SYNC = 'semi_sync' as const;

/**
 * Enum value "async" for attribute {@link ATTR_FL_AGGREGATION_MODE}.
 *
 * Every update, or a small buffer of them, is aggregated as it comes.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_AGGREGATION_MODE_VALUE_ASYNC = 'async' as const;

/**
 * Number of client updates that this attempt emitted.
 *
 * @example 200
 *
 * @note Together with the other counts it tells a reader whether all that was sent has come.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_EMITTED_UPDATES = 'fl.run.emitted.updates' as const;

/**
 * Number of round results that this attempt emitted.
 *
 * @example 20
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_EMITTED_ROUNDS = 'fl.run.emitted.rounds' as const;

/**
 * Number of events that this attempt emitted, this one included.
 *
 * @example 64
 *
 * @note Without histograms and texts logged by step, and without what has a client's id among params, tags and
 * artifacts: clients send such events themselves, too.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_EMITTED_EVENTS = 'fl.run.emitted.events' as const;

/**
 * Number of updates and events that this attempt had to drop before they were sent.
 *
 * @example 0
 *
 * @note With what clients logged and found no room for in their reports.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_RUN_EMITTED_DROPPED = 'fl.run.emitted.dropped' as const;
