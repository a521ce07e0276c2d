// Generated from semconv/model by semconv/generator: change the model, not this file.

/** Schema URL of every tracer, meter and logger that follows these conventions. */
export const SCHEMA_URL = 'https://fedotel.dev/schemas/0.1.0' as const;

/** Version of these conventions: the last segment of the schema URL. */
export const SEMCONV_VERSION = '0.1.0' as const;
