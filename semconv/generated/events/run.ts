// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * An attempt of a run started.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_RUN_STARTED = 'fl.run.started' as const;

/**
 * An attempt of a run ended.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_RUN_FINISHED = 'fl.run.finished' as const;

/**
 * The app described its server.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_SERVER_METADATA = 'fl.server.metadata' as const;
