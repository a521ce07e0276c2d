// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Path or URI of a stored model.
 *
 * @example checkpoints/round-17.bin
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CHECKPOINT_PATH = 'fl.checkpoint.path' as const;

/**
 * Size of the stored model in bytes.
 *
 * @example 101800
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CHECKPOINT_SIZE = 'fl.checkpoint.size' as const;

/**
 * A value that describes the checkpoint, `<key>` being its name.
 *
 * @example float16
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CHECKPOINT_METADATA = (key: string) => `fl.checkpoint.metadata.${key}` as const;

/**
 * A value that describes the server, `<key>` being its name.
 *
 * @example gRPC
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_SERVER_METADATA = (key: string) => `fl.server.metadata.${key}` as const;

/**
 * Name of a file or folder that belongs to the run.
 *
 * @example confusion-matrix
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ARTIFACT_NAME = 'fl.artifact.name' as const;

/**
 * Path or URI of the artifact.
 *
 * @example out/confusion.png
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ARTIFACT_PATH = 'fl.artifact.path' as const;

/**
 * Kind of the artifact.
 *
 * @example model
 * @example dataset
 * @example figure
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_ARTIFACT_TYPE = 'fl.artifact.type' as const;

/**
 * A parameter of the run, `<key>` being its name.
 *
 * @example 0.1
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_PARAM = (key: string) => `fl.param.${key}` as const;

/**
 * A tag of the run, `<key>` being its name.
 *
 * @example baseline
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_TAG = (key: string) => `fl.tag.${key}` as const;

/**
 * A text of the run, `<key>` being its name.
 *
 * @example First run with the new split.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_TEXT = (key: string) => `fl.text.${key}` as const;

/**
 * Text that the app logged for a step, under the name in `fl.metric.name`.
 *
 * @example The quick brown fox
 *
 * @note The app decides what is in it, and so whether it is personal data.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_LOGGED_TEXT = 'fl.logged.text' as const;

/**
 * Edges of a histogram's bins, strictly rising, one more than there are bins.
 *
 * @example [-1,0,1]
 *
 * @note Bins are half-open to the right; the last one is closed.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_EDGES = 'fl.histogram.edges' as const;

/**
 * Number of values in each bin; may be weighted, and so no integer.
 *
 * @example [3,5]
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_COUNTS = 'fl.histogram.counts' as const;

/**
 * Least of the values.
 *
 * @example -0.8
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_MIN = 'fl.histogram.min' as const;

/**
 * Greatest of the values.
 *
 * @example 0.9
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_MAX = 'fl.histogram.max' as const;

/**
 * Sum of the values.
 *
 * @example 1.2
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_SUM = 'fl.histogram.sum' as const;

/**
 * Sum of the squares of the values.
 *
 * @example 2.4
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_SQUARES = 'fl.histogram.squares' as const;

/**
 * Number of values that were NaN or infinite, and so are in no bin.
 *
 * @example 2
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_HISTOGRAM_NONFINITE = 'fl.histogram.nonfinite' as const;
