import { ATTR_FL_CLIENT_STATE, ATTR_FL_UPDATE_BASE_ROUND, ATTR_FL_UPDATE_RESULT } from '../../semconv/index.js';
import { NamePairs } from '../core/name-pairs.js';
import type { AttributeMap, EpochTime, RunIdentity, UpdateRecord } from '../core/records.js';
import { estimateBytes } from '../core/size.js';
import type { UpdateDraft } from './draft.js';

/** Serialised bytes of one data point besides its client's id: identity, time, value. */
const POINT_BYTES = 110;

/**
 * Markers that say no more than state and result, as most do, and their estimated sizes. Both names come from closed
 * lists, so there are some dozens at most.
 */
const plainMarkers = new NamePairs<AttributeMap>((state, result) => {
  const marker = Object.freeze({ [ATTR_FL_CLIENT_STATE]: state, [ATTR_FL_UPDATE_RESULT]: result });
  plainBytes.set(marker, estimateBytes(marker));
  return marker;
});
const plainBytes = new Map<AttributeMap, number>();

/** The record of a draft. The draft must not be used afterwards: its lists become the record's. */
export function toRecord(draft: UpdateDraft, run: RunIdentity, time: EpochTime, result: string): UpdateRecord {
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
    marker: markerOf(draft, result),
  };
}

function markerOf(draft: UpdateDraft, result: string): AttributeMap {
  const baseRound = draft.showsBaseRound ? draft.baseRound : undefined;
  const marker = plainMarkers.of(draft.state, result);
  if (baseRound === undefined && draft.attributes === undefined) {
    return marker;
  }
  return {
    ...marker,
    ...(baseRound === undefined ? {} : { [ATTR_FL_UPDATE_BASE_ROUND]: baseRound }),
    ...draft.attributes,
  };
}

/** About how many bytes the record takes on the wire in its larger form, data points. */
export function recordBytes(record: UpdateRecord): number {
  const points = record.names.length + record.metricNames.length + 1;
  return (
    points * (POINT_BYTES + record.client.length) + (plainBytes.get(record.marker) ?? estimateBytes(record.marker))
  );
}
