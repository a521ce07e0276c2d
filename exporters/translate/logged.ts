import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_HISTOGRAM_COUNTS,
  ATTR_FL_HISTOGRAM_EDGES,
  ATTR_FL_HISTOGRAM_MAX,
  ATTR_FL_HISTOGRAM_MIN,
  ATTR_FL_HISTOGRAM_NONFINITE,
  ATTR_FL_HISTOGRAM_SQUARES,
  ATTR_FL_HISTOGRAM_SUM,
  ATTR_FL_LOGGED_TEXT,
  ATTR_FL_METRIC_NAME,
  ATTR_FL_STEP,
} from '../../semconv/index.js';
import type { HistogramEvent, TextEvent } from '../journal/events.js';
import type { AnyValue, AttributeMap, Instant } from '../otlp/visitor.js';
import { A_NUMBER, type AttributeReader } from './attribute-reader.js';
import { checkedId, MalformedRecordError, optionalId, type RunIdentity } from './origin.js';
import { formatInstant } from './time.js';
import { compact, countOf, numberOf, stringOf } from './values.js';

/** Most bins of a histogram. */
const MAX_BINS = 4096;

/** What a logged value's event is read from. */
interface LoggedInput {
  readonly attributes: AttributeMap;
  readonly run: RunIdentity;
  readonly time: Instant;
  readonly reader: AttributeReader;
}

/** A text of the tracking writer. @throws MalformedRecordError when name, step or text is missing */
export function readText(input: LoggedInput): TextEvent {
  const text = stringOf(input.attributes.get(ATTR_FL_LOGGED_TEXT));
  if (text === undefined) throw new MalformedRecordError(`${ATTR_FL_LOGGED_TEXT} is no text`);
  return { event_type: 'text', ...identityOf(input), text };
}

/**
 * A histogram of the tracking writer. What a sender leaves out is taken from the bins.
 *
 * @throws MalformedRecordError when name, step or bins are missing, edges do not rise, or counts are negative
 */
export function readHistogram(input: LoggedInput): HistogramEvent {
  const { attributes, reader } = input;
  const edges = numbersOf(attributes.get(ATTR_FL_HISTOGRAM_EDGES), ATTR_FL_HISTOGRAM_EDGES);
  const counts = numbersOf(attributes.get(ATTR_FL_HISTOGRAM_COUNTS), ATTR_FL_HISTOGRAM_COUNTS);
  if (counts.length === 0 || counts.length > MAX_BINS || edges.length !== counts.length + 1) {
    throw new MalformedRecordError(`a histogram needs 1 to ${MAX_BINS} bins and one edge more`);
  }
  if (edges.some((edge, index) => index > 0 && !(edge > (edges[index - 1] ?? edge)))) {
    throw new MalformedRecordError(`${ATTR_FL_HISTOGRAM_EDGES} do not rise`);
  }
  if (counts.some((count) => count < 0)) throw new MalformedRecordError(`${ATTR_FL_HISTOGRAM_COUNTS} are negative`);
  const middle = (index: number): number => (edges[index] ?? 0) / 2 + (edges[index + 1] ?? 0) / 2;
  const weighted = (power: number): number =>
    counts.reduce((sum, count, index) => sum + count * middle(index) ** power, 0);
  const said = (key: string): number | undefined => {
    const value = attributes.get(key);
    return realOf(value) ?? reader.leaveOut(attributes, key, A_NUMBER, value);
  };
  return {
    event_type: 'histogram',
    ...identityOf(input),
    edges,
    counts,
    min: said(ATTR_FL_HISTOGRAM_MIN) ?? edges[0] ?? 0,
    max: said(ATTR_FL_HISTOGRAM_MAX) ?? edges[counts.length] ?? 0,
    sum: said(ATTR_FL_HISTOGRAM_SUM) ?? weighted(1),
    sum_of_squares: said(ATTR_FL_HISTOGRAM_SQUARES) ?? weighted(2),
    ...compact({ nonfinite: reader.count(attributes, ATTR_FL_HISTOGRAM_NONFINITE) }),
  };
}

function identityOf({ attributes, run, time, reader }: LoggedInput) {
  const step = countOf(attributes.get(ATTR_FL_STEP));
  if (step === undefined) throw new MalformedRecordError(`${ATTR_FL_STEP} is not a whole number from 0`);
  return {
    run_id: run.runId,
    timestamp: formatInstant(time),
    name: checkedId(attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME),
    step,
    ...compact({
      attempt: run.attempt,
      client_id: optionalId(reader.id(attributes, ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID),
    }),
  };
}

function numbersOf(value: AnyValue | undefined, key: string): number[] {
  const list = Array.isArray(value) ? (value as readonly AnyValue[]).map(numberOf) : [];
  const numbers = list.filter((number) => number !== undefined && Number.isFinite(number)) as number[];
  if (numbers.length !== list.length) throw new MalformedRecordError(`${key} are not all finite numbers`);
  return numbers;
}

/** A number, or one of the words that OTLP/JSON senders have for what is not finite. */
function realOf(value: AnyValue | undefined): number | undefined {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : numberOf(value);
}
