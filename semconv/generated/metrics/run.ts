// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Number of runs that have started and not ended.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_ACTIVE_RUNS = 'fl.active.runs' as const;

/**
 * 1 for each run that is going on.
 *
 * @note The only low-cardinality metric with a run id, so that dashboards can join it. The series leaves when the run
 * ends.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_RUN_INFO = 'fl.run.info' as const;

/**
 * Number of parameters of the global model.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_MODEL_PARAMETERS = 'fl.model.parameters' as const;

/**
 * Number of clients that the job can select from.
 *
 * @experimental This metric is in development and may change in any release.
 */
export const METRIC_FL_TOTAL_CLIENTS = 'fl.total.clients' as const;
