// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * A round started.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_ROUND_STARTED = 'fl.round.started' as const;

/**
 * A round ended, with its results.
 *
 * @note The record of a round: emitted for every round that ends, sampled or not. Where the round's span says something
 * else, this event is right.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_ROUND_FINISHED = 'fl.round.finished' as const;

/**
 * The global model was stored.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_CHECKPOINT_SAVED = 'fl.checkpoint.saved' as const;

/**
 * A model was evaluated.
 *
 * @note Also for evaluations outside any round and for further splits of the data.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_EVALUATION_RESULT = 'fl.evaluation.result' as const;
