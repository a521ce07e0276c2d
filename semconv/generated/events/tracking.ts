// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * A file or folder was declared part of the run.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_ARTIFACT_REGISTERED = 'fl.artifact.registered' as const;

/**
 * The app logged parameters of the run.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_RUN_PARAMS = 'fl.run.params' as const;

/**
 * The app tagged the run.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_RUN_TAGS = 'fl.run.tags' as const;

/**
 * The app logged texts of the run.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_RUN_TEXT = 'fl.run.text' as const;
