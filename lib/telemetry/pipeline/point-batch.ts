import type { Resource } from '@opentelemetry/resources';
import type { ClientPointRecord } from '../../core/records.js';

/** Client updates and scalars of one run, not yet in any encoding. */
export interface PointBatch {
  readonly resource: Resource;
  readonly records: readonly ClientPointRecord[];
}

/** Whether a payload of metrics is ours, and not a collection of the SDK's. */
export function isPointBatch(payload: object): payload is PointBatch {
  return 'records' in payload;
}
