import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** The parts of a W3C `traceparent` header. */
export type TraceParent = Pick<SpanContext, 'traceId' | 'spanId' | 'traceFlags'>;

/** Version 00 exactly, or a later version with more at its end (W3C Trace Context, section 3.2). */
const PATTERN = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Writes a `traceparent`; `undefined` for the invalid context of a process without tracing. */
export function formatTraceparent(context: SpanContext): string | undefined {
  if (!isSpanContextValid(context)) {
    return undefined;
  }
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** Reads a `traceparent`; `undefined` when it is not one. */
export function parseTraceparent(value: unknown): TraceParent | undefined {
  const match = typeof value === 'string' && value.length < 512 ? PATTERN.exec(value) : null;
  if (match === null) {
    return undefined;
  }
  const [, version, traceId = '', spanId = '', flags = '', rest] = match;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
  return isSpanContextValid(context) && !(version === '00' && rest !== undefined) ? context : undefined;
}
