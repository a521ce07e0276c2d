import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createRecordQueue } from '../../core/record-queue.js';
import type { Destination } from '../destination/destination.js';
import { createLane } from '../pipeline/lane.js';
import { within } from '../pipeline/within.js';

/** A span processor with a queue that keeps a batch until it is acknowledged, as for updates and events. */
export interface SpanPipeline {
  readonly processor: SpanProcessor;
  /** Spans dropped for want of room, or refused. */
  readonly dropped: number;
  nudge(): void;
}

/** Spans are best effort: a round of 10,000 clients fits, an outage of an hour does not have to. */
const QUEUE_LIMITS = { maxRecords: 32_768, maxBytes: 32 * 1024 * 1024 };
const BATCH_LIMITS = { maxRecords: 512, maxBytes: 2 * 1024 * 1024 };

/** Rough size of a span of ours on the wire; the count is the real bound. */
const SPAN_BYTES = 600;

/** Longest wait of `forceFlush`, as in the SDK's own batch processor. Seconds. */
const FLUSH_SECONDS = 30;

/** Makes the pipeline and starts it. */
export function createSpanPipeline(destination: Destination, intervalSeconds: number): SpanPipeline {
  const queue = createRecordQueue<ReadableSpan>(QUEUE_LIMITS);
  let rejected = 0;
  const lane = createLane({
    queue,
    limits: BATCH_LIMITS,
    intervalSeconds,
    prepare: (spans) => [{ count: spans.length, send: () => destination.send('traces', spans) }],
    onRejected: (count) => {
      rejected += count;
    },
  });
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) {
        queue.push(span, SPAN_BYTES);
      }
    },
    forceFlush: async () => {
      await within(FLUSH_SECONDS, lane.drained());
    },
    shutdown: async () => lane.stop(),
  };
  return {
    processor,
    get dropped() {
      return queue.dropped + rejected;
    },
    nudge: () => lane.nudge(),
  };
}
