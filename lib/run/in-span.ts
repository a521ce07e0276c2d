import { type Attributes, type Context, context as contextApi, type Span } from '@opentelemetry/api';
import type { SpanType } from '../../semconv/index.js';
import { guard } from '../core/guard.js';
import { withPlace } from '../core/place.js';
import { startStopwatch } from '../core/stopwatch.js';
import { contextWith, endSpan, startSpan } from '../core/tracer.js';
import type { RunContext } from './context.js';
import { errorTypeUnder } from './failure.js';

/** The span that a callback runs in. */
export interface CallbackSpan {
  readonly type: SpanType;
  readonly parent: Span;
  readonly attributes: Attributes;
  /** Called when the callback, or the promise that it returned, is done; with seconds. */
  readonly ended?: (seconds: number) => void;
}

/**
 * Runs the app's callback inside a span, which is active where the app has a context manager. What the callback returns
 * or throws comes back unchanged: faults of telemetry stay inside, faults of the app pass.
 */
export function runInSpan<T>(context: RunContext, call: string, fn: () => T, place: CallbackSpan): T {
  const warnings = context.core.warnings;
  if (typeof fn !== 'function') {
    warnings.warn('FEDOTEL_BAD_VALUE', `${call}: expected a function, got ${typeof fn}`, call);
    return fn;
  }
  const elapsed = startStopwatch();
  const span = guard(warnings, call, undefined, () =>
    startSpan(context.core, place.type, place.attributes, { parent: place.parent.spanContext() }),
  );
  const end = (type?: string): void =>
    guard(warnings, call, undefined, () => {
      if (span !== undefined) {
        endSpan(span, type);
      }
      place.ended?.(elapsed());
    });
  const outcome = callIn(placed(span, place.attributes), fn, (error) => end(errorTypeUnder(context.policy, error)));
  if (!isPromiseLike(outcome)) {
    end();
    return outcome;
  }
  // The caller gets the derived promise: handlers on the original would hide a rejection that nobody handles.
  return outcome.then(
    (value) => {
      end();
      return value;
    },
    (error: unknown) => {
      end(errorTypeUnder(context.policy, error));
      throw error;
    },
  ) as T;
}

/** The active context with what the callback is part of. */
function placed(span: Span | undefined, attributes: Attributes): Context {
  const active = withPlace(contextApi.active(), attributes);
  return span === undefined ? active : contextWith(active, span);
}

function callIn<T>(context: Context, fn: () => T, failed: (error: unknown) => void): T {
  try {
    return contextApi.with(context, fn);
  } catch (error) {
    failed(error);
    throw error;
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
