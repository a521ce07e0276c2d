import { type Core, sharedCore } from '../core/core.js';
import type { EpochTime, EventRecord } from '../core/records.js';
import { runAttributes } from './updates.js';

/** Value of a log record's attribute, as the logs API types it. */
export type LogAttribute = string | number | boolean | null | LogAttribute[] | { [key: string]: LogAttribute };

/** The part of an OpenTelemetry logger that is needed: that of the logs API fits. */
export interface EventLogger {
  emit(record: {
    eventName: string;
    /** Seconds and nanoseconds since the epoch. */
    timestamp: EpochTime;
    severityNumber: number;
    attributes: Record<string, LogAttribute>;
  }): void;
}

/** Events taken from the outbox at once. */
const BATCH = { maxRecords: 1000, maxBytes: 16 * 1024 * 1024 };

/**
 * Sends events to a logger of the app, for apps that route telemetry themselves: those that wait now, then each as it is
 * recorded. At most once, as the app's log pipeline goes. To be used with `updates`, instead of `startTelemetry`.
 *
 * @param logger of a provider of the app's, by preference with scope `fedotel`
 * @returns stops sending
 */
export function routeEvents(logger: EventLogger): () => void {
  return routeEventsOf(sharedCore(), logger);
}

/** `routeEvents` of a given core. */
export function routeEventsOf(core: Core, logger: EventLogger): () => void {
  core.routed = true;
  const { events } = core.outbox;
  const drain = (): void => {
    for (let batch = events.peek(BATCH); batch.records.length > 0; batch = events.peek(BATCH)) {
      events.acknowledge(batch);
      for (const event of batch.records) {
        emit(core, logger, event);
      }
    }
  };
  drain();
  return events.onPush(drain);
}

/** A logger that throws loses the event, not the training step that recorded it. */
function emit(core: Core, logger: EventLogger, { name, time, severityNumber, run, attributes }: EventRecord): void {
  try {
    logger.emit({
      eventName: name,
      timestamp: time,
      severityNumber,
      // Attributes of records are copies that nothing else holds: a logger may do with them what it likes.
      attributes: { ...runAttributes(run), ...attributes } as Record<string, LogAttribute>,
    });
  } catch {
    core.warnings.warn('FEDOTEL_TELEMETRY', 'the logger given to routeEvents threw: events are lost', 'routeEvents');
  }
}
