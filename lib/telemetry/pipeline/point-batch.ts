import type { Resource } from '@opentelemetry/resources';
import type { PointRecord } from '../../core/records.js';

/** Client updates and scalars of one run, not yet in any encoding. */
export interface PointBatch {
  readonly resource: Resource;
  readonly records: readonly PointRecord[];
}

/** Whether a payload of metrics is ours, and not a collection of the SDK's. */
export function isPointBatch(payload: object): payload is PointBatch {
  return 'records' in payload;
}
