// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Always 1. Marks an update and carries what is not a number.
 *
 * @note Every point of an update has the same time, which is part of the update's identity. `fl.client.extra.<key>`
 * attributes may be on this point too. They are not listed here, because OpenTelemetry allows values of any type on
 * events and spans only: a registry-conforming emitter that has nested values uses the event form.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_CLIENT_UPDATE = 'fl.client.update' as const;

/**
 * A further number that a client reported, named by `fl.metric.name`.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_CLIENT_METRIC = 'fl.client.metric' as const;

/**
 * A number that the app logged for a step, named by `fl.metric.name`.
 *
 * @note Each point is a datum of its own. Its identity is run, attempt, client, name and step.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_SCALAR = 'fl.scalar' as const;
