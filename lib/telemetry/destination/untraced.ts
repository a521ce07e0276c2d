import { context, createContextKey } from '@opentelemetry/api';

/** The key by which OpenTelemetry marks a context whose calls are not to be traced (`suppressTracing` of core). */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Calls `fn` so that the app's HTTP instrumentation makes no spans of our own requests. */
export function untraced<T>(fn: () => T): T {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), fn);
}
