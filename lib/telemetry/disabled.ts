import type { Core } from '../core/core.js';
import type { RecordQueue } from '../core/record-queue.js';
import type { Telemetry } from './types.js';

const EVERYTHING = { maxRecords: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

/**
 * Telemetry that sends nothing and keeps nothing, for `OTEL_SDK_DISABLED`.
 *
 * @throws Error when telemetry is already started in this process
 */
export function createDisabledTelemetry(core: Core, reason: string): Telemetry {
  const unregister = core.register({
    clientUpdates: 'off',
    runStarted: () => undefined,
    runEnded: () => undefined,
    flush: () => Promise.resolve(true),
  });
  const stops = [discard(core.outbox.points), discard(core.outbox.events), unregister];
  const dropped = { updates: 0, events: 0, spans: 0, logs: 0 };
  const stop = () => {
    for (const step of stops.splice(0)) {
      step();
    }
    return Promise.resolve({ complete: true, pending: 0, owed: [], dropped });
  };
  return {
    description: `nowhere (${reason})`,
    prometheusUrl: undefined,
    dropped,
    flush: () => Promise.resolve({ complete: true, pending: 0 }),
    shutdown: stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

/** Empties a queue now and after each record. @returns ends that */
function discard<T>(queue: RecordQueue<T>): () => void {
  const empty = () => queue.acknowledge(queue.peek(EVERYTHING));
  empty();
  return queue.onPush(empty);
}
