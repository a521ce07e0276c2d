import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportQueue } from './export-queue.js';

/** Rough size of a span of ours on the wire; the count is the real bound. */
const SPAN_BYTES = 600;

/** A span processor that gives sampled spans to a queue. */
export function createSpanProcessor(queue: ExportQueue<ReadableSpan>): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) {
        queue.add(span, SPAN_BYTES);
      }
    },
    forceFlush: () => queue.flush(),
    shutdown: async () => queue.stop(),
  };
}
