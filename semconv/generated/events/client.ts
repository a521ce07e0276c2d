// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * A client was given a task.
 *
 * @note Tells a reader whom a running round still waits for. An update, drop-out or failure of the client ends the
 * task.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_TASK_STARTED = 'fl.task.started' as const;

/**
 * A client's update arrived.
 *
 * @note The second form of an update, equal to the data points of scope `fedotel.client`. An emitter uses one form or
 * the other for an update, never both. With secure aggregation, losses, accuracies and norms are left out.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_CLIENT_UPDATE = 'fl.client.update' as const;

/**
 * A client left a round before it was done.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_CLIENT_DROPOUT = 'fl.client.dropout' as const;

/**
 * Communication with a client failed.
 *
 * @note The client need not be lost by it. A retry that works out is followed by the client's update.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_COMMUNICATION_FAILURE = 'fl.communication.failure' as const;
