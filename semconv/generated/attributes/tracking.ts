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
