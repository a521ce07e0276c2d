// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Number of rounds that ended with a new global model.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ROUNDS_COMPLETED = 'fl.rounds.completed' as const;

/**
 * Number of rounds that failed.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ROUNDS_FAILED = 'fl.rounds.failed' as const;

/**
 * Duration of rounds, failed ones included.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ROUND_DURATION = 'fl.round.duration' as const;

/**
 * Training loss of the latest round.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_TRAIN_LOSS = 'fl.train.loss' as const;

/**
 * Evaluation loss of the global model after the latest round.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_EVAL_LOSS = 'fl.eval.loss' as const;

/**
 * Accuracy of the global model after the latest round, 0 to 1.
 *
 * @note The unit is an annotation, since unit `1` would make the Prometheus name end in `_ratio`.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ACCURACY = 'fl.accuracy' as const;

/**
 * Best accuracy of the global model in the run so far, 0 to 1.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_BEST_ACCURACY = 'fl.best.accuracy' as const;

/**
 * Number of examples that the clients of the latest round trained on.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_SAMPLES_PER_ROUND = 'fl.samples.per_round' as const;

/**
 * Duration of aggregations.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_AGGREGATION_DURATION = 'fl.aggregation.duration' as const;
