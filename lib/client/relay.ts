import type { Attributes, SpanContext } from '@opentelemetry/api';
import { ATTR_FL_SPAN_RELAYED, SCOPE_NAME_RELAY } from '../../semconv/index.js';
import { fromMillis } from '../core/clock.js';
import type { Core } from '../core/core.js';
import { endSpan, startSpan } from '../core/tracer.js';
import type { AggregationMode } from '../types.js';
import type { ReadReport } from './read-report.js';

/**
 * Emits the span of a client that could not: times are the client's own. Without tracing in the client its report names
 * the server's task span itself, which is then the parent also when the task is no longer open.
 *
 * @param task span of the open task, if there is one
 */
export function relaySpan(
  core: Core,
  report: ReadReport,
  attributes: Attributes,
  task: SpanContext | undefined,
  mode: AggregationMode,
): void {
  const parent = task ?? (report.span === undefined ? undefined : { ...report.span, isRemote: true });
  const span = startSpan(
    core,
    mode === 'async' ? 'fl.task.consumer' : 'fl.task.server',
    { ...attributes, [ATTR_FL_SPAN_RELAYED]: true },
    { parent, startTime: fromMillis(report.start * 1000), scope: SCOPE_NAME_RELAY },
  );
  endSpan(span, undefined, fromMillis(report.end * 1000));
}
