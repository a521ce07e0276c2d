/**
 * Bounds of what the decoders follow. They are far above what any emitter of the contract sends and exist so that a
 * hostile body costs a bounded multiple of its size in memory and no stack at all.
 */

/** How deep arrays and key-value lists may be nested in one attribute value or log body. */
export const MAX_VALUE_DEPTH = 32;

/** How many elements one array, key-value list or set of attributes may have. */
export const MAX_ITEMS = 1_000_000;

/**
 * How many arrays and key-value lists the values of one protobuf request may have together. An empty list is 4 bytes on
 * the wire and about 170 in memory.
 */
export const MAX_CONTAINERS = 1_000_000;

/** How deep groups (wire types 3 and 4) of unknown fields may be nested; protobuf's own default. */
export const MAX_GROUP_DEPTH = 100;

/** How deep the objects and arrays of a JSON body may be nested: `MAX_VALUE_DEPTH` values of four levels, and room. */
export const MAX_JSON_DEPTH = 256;

/**
 * How many values a JSON body may hold. `{}` is 2 bytes on the wire and 56 in memory, so 64 MiB of them would not fit
 * into the default heap; a body of that size with ordinary points has about half as many.
 */
export const MAX_JSON_VALUES = 8_000_000;

/**
 * How many different names the objects of a JSON body may have. Those of OTLP are some 80; what has others is ignored, but
 * `JSON.parse` keeps each name and each sequence of names that an object has: up to 800 bytes for a name of a hundred.
 */
export const MAX_JSON_NAMES = 1_000;
