// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Whose data the evaluation used.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_SCOPE = 'fl.evaluation.scope' as const;

/**
 * Enum value "central" for attribute {@link ATTR_FL_EVALUATION_SCOPE}.
 *
 * On data that the server holds.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_EVALUATION_SCOPE_VALUE_CENTRAL = 'central' as const;

/**
 * Enum value "federated" for attribute {@link ATTR_FL_EVALUATION_SCOPE}.
 *
 * On the clients' data, joined by the server.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_EVALUATION_SCOPE_VALUE_FEDERATED = 'federated' as const;

/**
 * Name of the part of the data.
 *
 * @example test
 * @example validation
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_SPLIT = 'fl.evaluation.split' as const;

/**
 * Loss of the evaluated model.
 *
 * @example 0.64
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_LOSS = 'fl.evaluation.loss' as const;

/**
 * Accuracy of the evaluated model, 0 to 1.
 *
 * @example 0.87
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_ACCURACY = 'fl.evaluation.accuracy' as const;

/**
 * Number of examples that the evaluation used.
 *
 * @example 2000
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_SAMPLES = 'fl.evaluation.samples' as const;

/**
 * Duration of the evaluation in seconds.
 *
 * @example 0.4
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_DURATION = 'fl.evaluation.duration' as const;

/**
 * A further number of the evaluation, `<key>` being its name.
 *
 * @example 0.81
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_EVALUATION_METRIC = (key: string) => `fl.evaluation.metric.${key}` as const;
