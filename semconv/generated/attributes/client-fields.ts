// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Loss of the client's local model.
 *
 * @example 0.71
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_LOSS = 'fl.client.loss' as const;

/**
 * Accuracy of the client's local model, 0 to 1.
 *
 * @example 0.84
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_ACCURACY = 'fl.client.accuracy' as const;

/**
 * Number of examples that the client used.
 *
 * @example 800
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_SAMPLES = 'fl.client.samples' as const;

/**
 * L2 norm of the client's update.
 *
 * @example 3.1
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_GRADIENT_NORM = 'fl.client.gradient.norm' as const;

/**
 * Mean absolute value of the entries of the client's update.
 *
 * @example 0.011
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_GRADIENT_MAGNITUDE = 'fl.client.gradient.magnitude' as const;

/**
 * Share of zeros in the client's update, 0 to 1.
 *
 * @example 0.9
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_SPARSITY = 'fl.client.sparsity' as const;

/**
 * Size of the update as sent divided by its size before compression.
 *
 * @example 0.25
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_COMPRESSION_RATIO = 'fl.client.compression.ratio' as const;

/**
 * Bytes that the client sent in the task.
 *
 * @example 1048576
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_BYTES_SENT = 'fl.client.bytes.sent' as const;

/**
 * Bytes that the client received in the task.
 *
 * @example 2097152
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_BYTES_RECEIVED = 'fl.client.bytes.received' as const;

/**
 * Network round trip between client and server, in seconds.
 *
 * @example 0.014
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_NETWORK_LATENCY = 'fl.client.network.latency' as const;

/**
 * Time that the client computed, in seconds.
 *
 * @example 3.3
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_TRAIN_DURATION = 'fl.client.train.duration' as const;

/**
 * Number of rounds by which the client's base model was behind.
 *
 * @example 2
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_STALENESS = 'fl.client.staleness' as const;

/**
 * Share of all processors that the client's process used, 0 to 1.
 *
 * @example 0.35
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_CPU_UTILIZATION = 'fl.client.cpu.utilization' as const;

/**
 * Memory that the client's process used, in bytes.
 *
 * @example 900000000
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_MEMORY_USAGE = 'fl.client.memory.usage' as const;

/**
 * Share of time in which the client's GPU was busy, 0 to 1.
 *
 * @example 0.62
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_GPU_UTILIZATION = 'fl.client.gpu.utilization' as const;

/**
 * GPU memory that was in use on the client, in bytes.
 *
 * @example 4096000000
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_GPU_MEMORY_USAGE = 'fl.client.gpu.memory.usage' as const;

/**
 * Energy that the client spent on the task, in joules.
 *
 * @example 125
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_CLIENT_ENERGY = 'fl.client.energy' as const;
