import {
  ATTR_FL_ROUND_RESULT,
  attributeDescriptors,
  EVENT_FL_ROUND_FINISHED,
  FL_ROUND_RESULT_VALUE_FAILED,
  findEvent,
} from '../../semconv/index.js';
import type { JsonValue, RoundMetrics } from '../journal/events.js';
import type { AttributeMap } from '../otlp/visitor.js';
import type { AttributeReader } from './attribute-reader.js';
import { templateValues } from './values.js';

/** Fields of the event that identify it or are read apart. */
const NO_RESULTS: ReadonlySet<string> = new Set(['run_id', 'attempt', 'job', 'round', 'error']);

/** Reads one result from the attributes; `undefined` when it is not there or of another type. */
type ResultReader = (attributes: AttributeMap, reader: AttributeReader) => JsonValue | undefined;

/** A reader for each result that the registry gives a field in the journal: a new one is an entry there, not a line here. */
const RESULTS: readonly (readonly [field: string, read: ResultReader])[] = (
  findEvent(EVENT_FL_ROUND_FINISHED)?.attributes ?? []
).flatMap(({ key, journal }) =>
  journal === undefined || NO_RESULTS.has(journal) ? [] : [[journal, resultReader(key)] as const],
);

function resultReader(key: string): ResultReader {
  const descriptor = Object.values(attributeDescriptors).find((attribute) => attribute.key === key);
  if (descriptor?.template === true) return (attributes) => templateValues(attributes, `${key}.`);
  if (descriptor?.type === 'int') return (attributes, reader) => reader.count(attributes, key);
  return (attributes, reader) => reader.number(attributes, key);
}

/**
 * Results of a round from the attributes that its event and its span share.
 *
 * @param errorType their `error.type`
 */
export function readRoundMetrics(
  attributes: AttributeMap,
  reader: AttributeReader,
  errorType: string | undefined,
): RoundMetrics {
  const results: Record<string, JsonValue> = {};
  for (const [field, read] of RESULTS) {
    const value = read(attributes, reader);
    if (value !== undefined) results[field] = value;
  }
  const failed = reader.text(attributes, ATTR_FL_ROUND_RESULT) === FL_ROUND_RESULT_VALUE_FAILED;
  const error = errorType ?? (failed ? 'failed' : undefined);
  return error === undefined ? results : { ...results, error };
}
