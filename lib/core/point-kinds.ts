import type { ClientPointRecord, PointRecord, SampleRecord } from './records.js';

/** Whether a record is a resource sample. */
export function isSample(record: PointRecord): record is SampleRecord {
  return record.kind === 'sample';
}

/** Whether a record travels as points of scope `fedotel.client`. */
export function isClientPoint(record: PointRecord): record is ClientPointRecord {
  return record.kind !== 'sample';
}
