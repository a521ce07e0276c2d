import { createRecordQueue, type RecordQueue } from './record-queue.js';
import type { EventRecord, PointRecord } from './records.js';

/** Bounds of one queue. A record that would pass either of them is dropped and counted. */
export interface QueueLimits {
  /** Most records that wait. */
  readonly maxRecords: number;
  /** Most bytes that wait, by an estimate of the serialised size. */
  readonly maxBytes: number;
}

/** Room for the updates of 10,000 clients in ten rounds while a bridge is away; in memory they take about half of it. */
export const POINT_LIMITS: QueueLimits = { maxRecords: 100_000, maxBytes: 128 * 1024 * 1024 };

/** Events are the record of a run and few beside updates, so they have room of their own. */
export const EVENT_LIMITS: QueueLimits = { maxRecords: 50_000, maxBytes: 32 * 1024 * 1024 };

/**
 * Everything recorded that nobody has acknowledged yet. Points and events are apart, so that a flood of updates never
 * drops a round's result.
 */
export interface Outbox {
  /** Client updates and scalars. */
  readonly points: RecordQueue<PointRecord>;
  /** Events. */
  readonly events: RecordQueue<EventRecord>;
}

/** Makes an empty outbox. */
export function createOutbox(points: QueueLimits = POINT_LIMITS, events: QueueLimits = EVENT_LIMITS): Outbox {
  return { points: createRecordQueue(points), events: createRecordQueue(events) };
}
