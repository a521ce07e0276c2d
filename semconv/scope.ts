/** Instrumentation scope of spans, events and low-cardinality instruments. */
export const SCOPE_NAME = 'fedotel' as const;

/** Instrumentation scope of client data points: each is one datum with a time of its own, never re-exported. */
export const SCOPE_NAME_CLIENT = 'fedotel.client' as const;

/** Instrumentation scope of resource samples: OpenTelemetry's metrics of a process, its host and its devices. */
export const SCOPE_NAME_MONITOR = 'fedotel.monitor' as const;

/** Instrumentation scope of spans that a server emits for clients which could not export them. */
export const SCOPE_NAME_RELAY = 'fedotel.relay' as const;
