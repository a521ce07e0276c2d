import { ATTR_ERROR_TYPE, ATTR_FL_CLIENT_ID, ATTR_FL_ROUND_NUMBER, ATTR_FL_SPAN_TYPE } from '../../semconv/index.js';
import type { TaskEvent } from '../journal/events.js';
import type { SpanData } from '../otlp/visitor.js';
import type { AttributeReader } from './attribute-reader.js';
import { readRound, readSaidOperation } from './client-update.js';
import { MalformedRecordError, optionalId, type RunIdentity } from './origin.js';
import { readRoundMetrics } from './round-metrics.js';
import { formatInstant, isKnown } from './time.js';
import { compact, stringOf } from './values.js';

const STATUS_ERROR = 2;

/** What each span type of the contract is on a round's timeline. */
const SPAN_KINDS: ReadonlyMap<string, Pick<TaskEvent, 'kind' | 'side'>> = new Map([
  ['fl.round', { kind: 'round', side: 'server' }],
  ['fl.task.client', { kind: 'task', side: 'server' }],
  ['fl.task.producer', { kind: 'task', side: 'server' }],
  ['fl.task.server', { kind: 'task', side: 'client' }],
  ['fl.task.consumer', { kind: 'task', side: 'client' }],
  ['fl.aggregation', { kind: 'aggregation', side: 'server' }],
  ['fl.evaluation', { kind: 'evaluation', side: 'server' }],
]);

/** The span type of a span that follows the contract, or `undefined` for any other span. */
export function spanTypeOf(span: SpanData): string | undefined {
  const type = stringOf(span.attributes.get(ATTR_FL_SPAN_TYPE));
  return type !== undefined && SPAN_KINDS.has(type) ? type : undefined;
}

/**
 * The times of a span for the round's timeline; with the round's results when it is the span of a round.
 *
 * @throws MalformedRecordError when it has no times, or a round number that is none
 */
export function readSpan(span: SpanData, type: string, run: RunIdentity, reader: AttributeReader): TaskEvent {
  if (!isKnown(span.start) || !isKnown(span.end)) throw new MalformedRecordError('a span has no start or end time');
  const { attributes } = span;
  const round = readRound(attributes);
  if (type === 'fl.round' && round === undefined) throw new MalformedRecordError(`${ATTR_FL_ROUND_NUMBER} is missing`);
  const failed = span.statusCode === STATUS_ERROR;
  const errorType = reader.text(attributes, ATTR_ERROR_TYPE);
  return {
    event_type: 'task',
    ...(SPAN_KINDS.get(type) ?? { kind: 'task' }),
    phase: 'ended',
    run_id: run.runId,
    timestamp: formatInstant(span.end),
    start: formatInstant(span.start),
    end: formatInstant(span.end),
    ...compact({
      attempt: run.attempt,
      round,
      client_id: optionalId(reader.id(attributes, ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID),
      operation: readSaidOperation(attributes, reader),
      error: failed ? (errorType ?? '_OTHER') : undefined,
      trace_id: span.traceId || undefined,
      span_id: span.spanId || undefined,
      parent_span_id: span.parentSpanId || undefined,
      round_metrics: type === 'fl.round' ? readRoundMetrics(attributes, reader, errorType) : undefined,
    }),
  };
}
