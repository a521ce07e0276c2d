// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Why the client dropped out, in the app's own words.
 *
 * @example no answer after 30 s
 *
 * @note Open text, so on events and spans only. `fl.dropout.type` is its low-cardinality form.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_DROPOUT_REASON = 'fl.dropout.reason' as const;

/**
 * Kind of reason for a client's drop-out.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_DROPOUT_TYPE = 'fl.dropout.type' as const;

/**
 * Enum value "timeout" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * No answer in time.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/**
 * Enum value "crash" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * The client's process died.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_CRASH = 'crash' as const;

/**
 * Enum value "disconnected" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * The connection was lost.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_DISCONNECTED = 'disconnected' as const;

/**
 * Enum value "battery" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * The client's battery was low or empty.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_BATTERY = 'battery' as const;

/**
 * Enum value "rejected" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * The client or its update was refused.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_REJECTED = 'rejected' as const;

/**
 * Enum value "_OTHER" for attribute {@link ATTR_FL_DROPOUT_TYPE}.
 *
 * Any other reason.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const FL_DROPOUT_TYPE_VALUE_OTHER = '_OTHER' as const;

/**
 * What went wrong in the communication with a client, in the app's own words.
 *
 * @example connection reset during upload
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_FAILURE_REASON = 'fl.failure.reason' as const;
