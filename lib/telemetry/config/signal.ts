/** The OTLP signals, in the order in which they are said. */
export const SIGNALS = ['metrics', 'traces', 'logs'] as const;

/** One OTLP signal. */
export type Signal = (typeof SIGNALS)[number];
