import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_UPDATE_FIELD_COUNT,
  ATTR_FL_UPDATE_RESULT,
  FL_OPERATION_NAME_VALUE_TRAIN,
  FL_UPDATE_RESULT_VALUE_LATE,
} from '../../semconv/index.js';
import type { ClientUpdate } from '../journal/index.js';
import type { AttributeMap } from '../otlp/visitor.js';
import type { AttributeReader } from './attribute-reader.js';
import { setDescription } from './client-record.js';
import { checkedId, MalformedRecordError, optionalId } from './origin.js';
import { countOf } from './values.js';

/**
 * The client that a record is about.
 *
 * @throws MalformedRecordError when it is missing, empty or too long
 */
export function readClient(attributes: AttributeMap): string {
  return checkedId(attributes.get(ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID);
}

/**
 * What the client did; `train` unless said.
 *
 * @throws MalformedRecordError when its name is too long
 */
export function readOperation(attributes: AttributeMap, reader: AttributeReader): string {
  return readSaidOperation(attributes, reader) ?? FL_OPERATION_NAME_VALUE_TRAIN;
}

/**
 * What a record says was done, if it says it.
 *
 * @throws MalformedRecordError when its name is too long
 */
export function readSaidOperation(attributes: AttributeMap, reader: AttributeReader): string | undefined {
  return optionalId(reader.text(attributes, ATTR_FL_OPERATION_NAME), ATTR_FL_OPERATION_NAME);
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

/** Takes what the marker point, or the event form, says beside the numbers. */
export function describeUpdate(update: ClientUpdate, attributes: AttributeMap, reader: AttributeReader): void {
  const freeNumbers = setDescription(update, attributes, reader);
  update.late = attributes.get(ATTR_FL_UPDATE_RESULT) === FL_UPDATE_RESULT_VALUE_LATE;
  const fieldCount = reader.count(attributes, ATTR_FL_UPDATE_FIELD_COUNT);
  update.fieldCount = fieldCount === undefined ? undefined : fieldCount + freeNumbers;
}
