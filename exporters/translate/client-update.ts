import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_UPDATE_FIELD_COUNT,
  ATTR_FL_UPDATE_RESULT,
  FL_OPERATION_NAME_VALUE_TRAIN,
  FL_UPDATE_RESULT_VALUE_LATE,
} from '../../semconv/index.js';
import type { ClientUpdateEvent, EvaluationEvent } from '../journal/events.js';
import type { AttributeMap, Instant } from '../otlp/visitor.js';
import { type OpenClientRecord, openClientRecord, setDescription } from './client-record.js';
import { checkedId, MalformedRecordError, type RunIdentity } from './origin.js';
import { formatInstant } from './time.js';
import { countOf, stringOf } from './values.js';

/** Whose update a point or event is part of. */
export interface UpdateKey {
  readonly run: RunIdentity;
  /** Absent only when the sender knows no rounds. */
  readonly round: number | undefined;
  readonly client: string;
  readonly operation: string;
  readonly time: Instant;
}

/** One client update (or the part of it that this request has) while its points come in. */
export interface OpenUpdate {
  readonly key: UpdateKey;
  readonly record: OpenClientRecord;
  late: boolean;
  fieldCount: number | undefined;
  /** The points came from a scope other than ours. */
  readonly foreign: boolean;
}

/**
 * Reads the identity of an update from a record's attributes.
 *
 * @throws MalformedRecordError when the client is missing, or the round is no whole number from 0
 */
export function readUpdateKey(run: RunIdentity, attributes: AttributeMap, time: Instant): UpdateKey {
  return {
    run,
    round: readRound(attributes),
    client: checkedId(attributes.get(ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID),
    operation: stringOf(attributes.get(ATTR_FL_OPERATION_NAME)) ?? FL_OPERATION_NAME_VALUE_TRAIN,
    time,
  };
}

/**
 * The round of a record, `undefined` when it names none.
 *
 * @throws MalformedRecordError when it is no whole number from 0
 */
export function readRound(attributes: AttributeMap): number | undefined {
  const value = attributes.get(ATTR_FL_ROUND_NUMBER);
  if (value === undefined || value === null) return undefined;
  const round = countOf(value);
  if (round === undefined) throw new MalformedRecordError(`${ATTR_FL_ROUND_NUMBER} is not a whole number from 0`);
  return round;
}

/** Starts an update. */
export function openUpdate(key: UpdateKey, foreign: boolean): OpenUpdate {
  return { key, record: openClientRecord(key.client, key.round), late: false, fieldCount: undefined, foreign };
}

/** Takes what the marker point, or the event form, says beside the numbers. */
export function describeUpdate(update: OpenUpdate, attributes: AttributeMap): void {
  const freeNumbers = setDescription(update.record, attributes);
  update.late = attributes.get(ATTR_FL_UPDATE_RESULT) === FL_UPDATE_RESULT_VALUE_LATE;
  const fieldCount = countOf(attributes.get(ATTR_FL_UPDATE_FIELD_COUNT));
  update.fieldCount = fieldCount === undefined ? undefined : fieldCount + freeNumbers;
}

/** The journal event: `client_update` for training, `evaluation` for anything else. */
export function closeUpdate(update: OpenUpdate): ClientUpdateEvent | EvaluationEvent {
  const { key, record } = update;
  // In the order in which the journal has them, each only when it is known: this runs for every update.
  const shared: Shared = { run_id: key.run.runId };
  if (key.run.attempt !== undefined) shared.attempt = key.run.attempt;
  if (key.round !== undefined) shared.round = key.round;
  shared.timestamp = formatInstant(key.time);
  if (update.late) shared.late = true;
  if (update.fieldCount !== undefined) shared.field_count = update.fieldCount;
  if (update.foreign) shared.source = 'gauge';
  if (key.operation === FL_OPERATION_NAME_VALUE_TRAIN)
    return { event_type: 'client_update', ...shared, clients: [record] };
  return { event_type: 'evaluation', ...shared, operation: key.operation, client: record };
}

/** What the two events of an update have in common. */
interface Shared {
  run_id: string;
  attempt?: number;
  round?: number;
  timestamp?: string;
  late?: true;
  field_count?: number;
  source?: 'gauge';
}
