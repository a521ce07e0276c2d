import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type TimeInput,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_FL_SPAN_TYPE,
  SCHEMA_URL,
  SCOPE_NAME,
  SEMCONV_VERSION,
  type SpanDescriptor,
  type SpanType,
  spanDescriptors,
} from '../../semconv/index.js';
import type { Core } from './core.js';

const KINDS: Readonly<Record<SpanDescriptor['kind'], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** How a span is placed. */
export interface SpanPlacement {
  /** Parent, in this process or another; a span without one is the root of a trace of its own. */
  readonly parent?: SpanContext | undefined;
  /** A span that this one follows. */
  readonly follows?: SpanContext | undefined;
  /** Now by default. */
  readonly startTime?: TimeInput | undefined;
  /** Instrumentation scope; `fedotel` by default. */
  readonly scope?: string;
}

/** Starts a span of a registered type, whatever context is active: its place is explicit. */
export function startSpan(core: Core, type: SpanType, attributes: Attributes, placement: SpanPlacement = {}): Span {
  const { kind, name } = spanDescriptors[type];
  const links: Link[] = placement.follows === undefined ? [] : [{ context: placement.follows }];
  const parent = placement.parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, placement.parent);
  return currentTracer(core, placement.scope ?? SCOPE_NAME).startSpan(
    renderName(name, attributes),
    {
      kind: KINDS[kind],
      attributes: { [ATTR_FL_SPAN_TYPE]: type, ...attributes },
      links,
      ...(placement.startTime === undefined ? {} : { startTime: placement.startTime }),
    },
    parent,
  );
}

/** Ends a span; with an `error.type` as a failed one. */
export function endSpan(span: Span, errorType?: string, endTime?: TimeInput): void {
  if (errorType !== undefined) {
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(endTime);
}

/** The active context with a span in it, for callbacks that run inside the span. */
export function contextWith(active: Context, span: Span): Context {
  return trace.setSpan(active, span);
}

/** The app's global tracer, else the telemetry's own, else one that starts working when the app sets its provider. */
function currentTracer(core: Core, scope: string): Tracer {
  const options = { schemaUrl: SCHEMA_URL };
  const global = trace.getTracerProvider();
  const own = core.fallbackProviders.tracerProvider;
  if (own !== undefined && isUnset(global)) {
    return own.getTracer(scope, SEMCONV_VERSION, options);
  }
  return global.getTracer(scope, SEMCONV_VERSION, options);
}

/** The API's global provider is a proxy; without a delegate nobody has set one. */
function isUnset(provider: TracerProvider): boolean {
  const { getDelegateTracer } = provider as { getDelegateTracer?: (name: string) => Tracer | undefined };
  return getDelegateTracer !== undefined && getDelegateTracer.call(provider, SCOPE_NAME) === undefined;
}

/** `{fl.operation.name} {fl.job.name}` with the attributes' values. */
function renderName(pattern: string, attributes: Attributes): string {
  return pattern.replace(/\{([^}]+)\}/g, (_, key: string) => String(attributes[key] ?? ''));
}
