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

/**
 * The app logged a distribution of values for a step, named by `fl.metric.name`.
 *
 * @note An event and no metric point, because the record must be whole, exact in time, and delivered once. Not counted
 * in `fl.run.emitted.events`, because clients send it themselves, too.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_HISTOGRAM_LOGGED = 'fl.histogram.logged' as const;

/**
 * The app logged a text for a step, named by `fl.metric.name`.
 *
 * @note Not counted in `fl.run.emitted.events`, because clients send it themselves, too.
 *
 * @experimental This event is in development and may change in any release.
 */
export const EVENT_FL_TEXT_LOGGED = 'fl.text.logged' as const;
