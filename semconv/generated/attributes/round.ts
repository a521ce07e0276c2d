// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * How the round ended.
 *
 * @note Single clients that fail or drop out do not fail the round.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_RESULT = 'fl.round.result' as const;

/**
 * Enum value "completed" for attribute {@link ATTR_FL_ROUND_RESULT}.
 *
 * The round ended with a new global model.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_ROUND_RESULT_VALUE_COMPLETED = 'completed' as const;

/**
 * Enum value "failed" for attribute {@link ATTR_FL_ROUND_RESULT}.
 *
 * The round ended without one, for instance because too few clients answered.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_ROUND_RESULT_VALUE_FAILED = 'failed' as const;

/**
 * Number of distinct clients that were given a training task.
 *
 * @example 10
 *
 * @note Equals completed + failed + dropped + stragglers.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_CLIENTS_SELECTED = 'fl.round.clients.selected' as const;

/**
 * Number of distinct clients whose training update arrived while the round was open.
 *
 * @example 8
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_CLIENTS_COMPLETED = 'fl.round.clients.completed' as const;

/**
 * Number of distinct clients that failed.
 *
 * @example 0
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_CLIENTS_FAILED = 'fl.round.clients.failed' as const;

/**
 * Number of distinct clients that dropped out.
 *
 * @example 1
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_CLIENTS_DROPPED = 'fl.round.clients.dropped' as const;

/**
 * Number of distinct clients from which nothing had come when the round ended.
 *
 * @example 1
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_CLIENTS_STRAGGLERS = 'fl.round.clients.stragglers' as const;

/**
 * What became of a selected client in its round.
 *
 * @note Counted as `fl.round.clients.completed`, `.failed`, `.dropped` and `.stragglers` are.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_SELECTION_OUTCOME = 'fl.selection.outcome' as const;

/**
 * Enum value "completed" for attribute {@link ATTR_FL_SELECTION_OUTCOME}.
 *
 * Its training update arrived while the round was open.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_SELECTION_OUTCOME_VALUE_COMPLETED = 'completed' as const;

/**
 * Enum value "failed" for attribute {@link ATTR_FL_SELECTION_OUTCOME}.
 *
 * It failed.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_SELECTION_OUTCOME_VALUE_FAILED = 'failed' as const;

/**
 * Enum value "dropped" for attribute {@link ATTR_FL_SELECTION_OUTCOME}.
 *
 * It dropped out.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_SELECTION_OUTCOME_VALUE_DROPPED = 'dropped' as const;

/**
 * Enum value "straggler" for attribute {@link ATTR_FL_SELECTION_OUTCOME}.
 *
 * Nothing had come from it when the round ended.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_SELECTION_OUTCOME_VALUE_STRAGGLER = 'straggler' as const;

/**
 * Enum value "_OTHER" for attribute {@link ATTR_FL_SELECTION_OUTCOME}.
 *
 * Any other outcome; this library records none.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_SELECTION_OUTCOME_VALUE_OTHER = '_OTHER' as const;

/**
 * Training loss of the round over its clients.
 *
 * @example 0.71
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_TRAIN_LOSS = 'fl.round.train.loss' as const;

/**
 * Evaluation loss of the global model after the round.
 *
 * @example 0.64
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_EVAL_LOSS = 'fl.round.eval.loss' as const;

/**
 * Accuracy of the global model after the round, 0 to 1.
 *
 * @example 0.87
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_ACCURACY = 'fl.round.accuracy' as const;

/**
 * Number of examples that the round's clients trained on.
 *
 * @example 8000
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_SAMPLES = 'fl.round.samples' as const;

/**
 * Bytes that clients sent to the server in the round.
 *
 * @example 1048576
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_BYTES_UP = 'fl.round.bytes.up' as const;

/**
 * Bytes that the server sent to clients in the round.
 *
 * @example 2097152
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_BYTES_DOWN = 'fl.round.bytes.down' as const;

/**
 * Sample standard deviation of the clients' gradient norms.
 *
 * @example 0.33
 *
 * @note Needs two clients that reported a norm.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_GRADIENT_NORM_DISPERSION = 'fl.round.gradient.norm_dispersion' as const;

/**
 * Duration of the round in seconds.
 *
 * @example 41.2
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_DURATION = 'fl.round.duration' as const;

/**
 * Time that aggregation took in the round, in seconds.
 *
 * @example 0.8
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_AGGREGATION_DURATION = 'fl.round.aggregation.duration' as const;

/**
 * Privacy budget ε that was spent up to the end of the round.
 *
 * @example 1.9
 *
 * @note Not additive over rounds. The accountant's composition is in it already.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_PRIVACY_EPSILON = 'fl.privacy.epsilon' as const;

/**
 * Probability δ that belongs to the privacy budget ε.
 *
 * @example 0.00001
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_PRIVACY_DELTA = 'fl.privacy.delta' as const;

/**
 * A further number of the round, `<key>` being its name.
 *
 * @example 0.81
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_METRIC = (key: string) => `fl.round.metric.${key}` as const;

/**
 * A value of the aggregation algorithm in this round, `<key>` being its name.
 *
 * @example {"mu": 0.01}
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ROUND_METADATA = (key: string) => `fl.round.metadata.${key}` as const;
