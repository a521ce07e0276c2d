import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ExportQueue } from '../providers/export-queue.js';

/** Rough size of a log record on the wire besides its text; the count is the real bound. */
const LOG_BYTES = 400;

/** A log record processor that gives records to a queue. */
export function createQueueProcessor(queue: ExportQueue<ReadableLogRecord>): LogRecordProcessor {
  return {
    onEmit: (record) => queue.add(record, LOG_BYTES + (typeof record.body === 'string' ? record.body.length : 0)),
    forceFlush: () => queue.flush(),
    shutdown: async () => queue.stop(),
  };
}
