import { ATTR_FL_CLIENT_STATE, ATTR_FL_UPDATE_BASE_ROUND, ATTR_FL_UPDATE_RESULT } from '../../semconv/index.js';
import type { AttributeMap, EpochTime, RunIdentity, UpdateRecord } from '../core/records.js';
import { estimateBytes } from '../core/size.js';
import type { UpdateDraft } from './draft.js';

/** Serialised bytes of one data point besides its client's id: identity, time, value. */
const POINT_BYTES = 110;

/** The record of a draft. The draft must not be used afterwards: its lists become the record's. */
export function toRecord(draft: UpdateDraft, run: RunIdentity, time: EpochTime, result: string): UpdateRecord {
  const marker: AttributeMap = {
    [ATTR_FL_CLIENT_STATE]: draft.state,
    [ATTR_FL_UPDATE_RESULT]: result,
    ...(draft.baseRound === undefined || !draft.showsBaseRound ? {} : { [ATTR_FL_UPDATE_BASE_ROUND]: draft.baseRound }),
    ...draft.attributes,
  };
  return {
    kind: 'update',
    run,
    time,
    round: draft.round,
    client: draft.client,
    operation: draft.operation,
    names: draft.names,
    values: draft.values,
    metricNames: draft.metricNames,
    metricValues: draft.metricValues,
    marker,
  };
}

/** About how many bytes the record takes on the wire in its larger form, data points. */
export function recordBytes(record: UpdateRecord): number {
  const points = record.names.length + record.metricNames.length + 1;
  return points * (POINT_BYTES + record.client.length) + estimateBytes(record.marker);
}
