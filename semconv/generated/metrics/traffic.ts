// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Number of clients that take part in the current round.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ACTIVE_CLIENTS = 'fl.active.clients' as const;

/**
 * Number of updates that arrived from clients.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_CLIENT_UPDATES = 'fl.client.updates' as const;

/**
 * Number of clients that rounds selected, by what became of each when its round ended.
 *
 * @note The sum over all outcomes is the number selected, so that the share of any outcome is exact: the straggler
 * ratio is `straggler` over the sum.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_CLIENT_SELECTIONS = 'fl.client.selections' as const;

/**
 * Number of drop-outs of clients.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_CLIENT_DROPOUTS = 'fl.client.dropouts' as const;

/**
 * Number of failed communications with clients.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_COMMUNICATION_FAILURES = 'fl.communication.failures' as const;

/**
 * Bytes exchanged with clients, as the updates report them.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_COMMUNICATION_IO = 'fl.communication.io' as const;

/**
 * Duration of clients' tasks as the server sees them, failed ones included.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_TASK_DURATION = 'fl.task.duration' as const;

/**
 * Size of clients' updates as sent.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_UPDATE_SIZE = 'fl.update.size' as const;

/**
 * Number of rounds by which the base model of an update was behind.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_UPDATE_STALENESS = 'fl.update.staleness' as const;
