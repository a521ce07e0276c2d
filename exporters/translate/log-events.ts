import {
  ATTR_ERROR_TYPE,
  ATTR_FL_ARTIFACT_NAME,
  ATTR_FL_ARTIFACT_PATH,
  ATTR_FL_ARTIFACT_TYPE,
  ATTR_FL_CHECKPOINT_METADATA,
  ATTR_FL_CHECKPOINT_PATH,
  ATTR_FL_CHECKPOINT_SIZE,
  ATTR_FL_CLIENT_ID,
  ATTR_FL_CLIENT_METRIC,
  ATTR_FL_DROPOUT_REASON,
  ATTR_FL_EVALUATION_ACCURACY,
  ATTR_FL_EVALUATION_DURATION,
  ATTR_FL_EVALUATION_LOSS,
  ATTR_FL_EVALUATION_METRIC,
  ATTR_FL_EVALUATION_SAMPLES,
  ATTR_FL_EVALUATION_SCOPE,
  ATTR_FL_EVALUATION_SPLIT,
  ATTR_FL_FAILURE_REASON,
  ATTR_FL_PARAM,
  ATTR_FL_ROUND_CLIENTS_SELECTED,
  ATTR_FL_SERVER_METADATA,
  ATTR_FL_TAG,
  ATTR_FL_TEXT,
  EVENT_FL_ARTIFACT_REGISTERED,
  EVENT_FL_CHECKPOINT_SAVED,
  EVENT_FL_CLIENT_DROPOUT,
  EVENT_FL_CLIENT_UPDATE,
  EVENT_FL_COMMUNICATION_FAILURE,
  EVENT_FL_EVALUATION_RESULT,
  EVENT_FL_HISTOGRAM_LOGGED,
  EVENT_FL_ROUND_FINISHED,
  EVENT_FL_ROUND_STARTED,
  EVENT_FL_RUN_FINISHED,
  EVENT_FL_RUN_PARAMS,
  EVENT_FL_RUN_STARTED,
  EVENT_FL_RUN_TAGS,
  EVENT_FL_RUN_TEXT,
  EVENT_FL_SERVER_METADATA,
  EVENT_FL_TASK_STARTED,
  EVENT_FL_TEXT_LOGGED,
  FL_OPERATION_NAME_VALUE_TRAIN,
} from '../../semconv/index.js';
import type { JournalEvent } from '../journal/events.js';
import type { ClientUpdate } from '../journal/index.js';
import { A_NUMBER } from './attribute-reader.js';
import { fieldsByName, setField, setFree } from './client-record.js';
import { describeUpdate, readClient, readOperation, readRound, readSaidOperation } from './client-update.js';
import { type EventInput, type EventReader, head } from './event-input.js';
import { readHistogram, readText } from './logged.js';
import { checkedId, MalformedRecordError, optionalId } from './origin.js';
import { readRoundMetrics } from './round-metrics.js';
import { readRunFinished, readRunStarted } from './run-events.js';
import { formatInstant } from './time.js';
import { compact, numberOf, templateValues } from './values.js';

/** Readers of the contract's events by event name. */
export const eventReaders: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  [EVENT_FL_RUN_STARTED, readRunStarted],
  [EVENT_FL_RUN_FINISHED, readRunFinished],
  [
    EVENT_FL_RUN_PARAMS,
    (input) => ({ event_type: 'run_update', ...ofClient(input), ...free(input, 'params', ATTR_FL_PARAM) }),
  ],
  [
    EVENT_FL_RUN_TAGS,
    (input) => ({ event_type: 'run_update', ...ofClient(input), ...free(input, 'tags', ATTR_FL_TAG) }),
  ],
  [EVENT_FL_RUN_TEXT, (input) => ({ event_type: 'run_update', ...head(input), ...free(input, 'text', ATTR_FL_TEXT) })],
  [EVENT_FL_ROUND_STARTED, readRoundStarted],
  [
    EVENT_FL_ROUND_FINISHED,
    (input) => ({
      event_type: 'round_end',
      ...head(input),
      round: requiredRound(input),
      round_metrics: readRoundMetrics(
        input.attributes,
        input.reader,
        input.reader.text(input.attributes, ATTR_ERROR_TYPE),
      ),
    }),
  ],
  [EVENT_FL_TASK_STARTED, readTaskStarted],
  [EVENT_FL_CLIENT_UPDATE, readClientUpdate],
  [EVENT_FL_CLIENT_DROPOUT, readDropout],
  [
    EVENT_FL_COMMUNICATION_FAILURE,
    (input) => ({
      event_type: 'comm_failure',
      ...head(input),
      round: requiredRound(input),
      client_id: clientOf(input),
      reason: input.reader.text(input.attributes, ATTR_FL_FAILURE_REASON) ?? 'unknown',
    }),
  ],
  [EVENT_FL_CHECKPOINT_SAVED, readCheckpoint],
  [
    EVENT_FL_SERVER_METADATA,
    (input) => ({
      event_type: 'server_metadata',
      ...head(input),
      server: templateValues(input.attributes, ATTR_FL_SERVER_METADATA('')) ?? {},
    }),
  ],
  [EVENT_FL_EVALUATION_RESULT, readEvaluation],
  [
    EVENT_FL_ARTIFACT_REGISTERED,
    (input) => ({
      event_type: 'artifact',
      ...ofClient(input),
      name: checkedId(input.attributes.get(ATTR_FL_ARTIFACT_NAME), ATTR_FL_ARTIFACT_NAME),
      path: checkedId(input.attributes.get(ATTR_FL_ARTIFACT_PATH), ATTR_FL_ARTIFACT_PATH),
      ...compact({ type: input.reader.text(input.attributes, ATTR_FL_ARTIFACT_TYPE) }),
    }),
  ],
  [EVENT_FL_HISTOGRAM_LOGGED, readHistogram],
  [EVENT_FL_TEXT_LOGGED, readText],
]);

/** Head of what a client may say, too. */
function ofClient(input: EventInput) {
  return {
    ...head(input),
    ...compact({ client_id: optionalId(input.reader.id(input.attributes, ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID) }),
  };
}

function free<K extends string>({ attributes }: EventInput, field: K, template: (key: string) => string) {
  return { [field]: templateValues(attributes, template('')) ?? {} } as {
    [P in K]: NonNullable<ReturnType<typeof templateValues>>;
  };
}

function requiredRound({ attributes }: EventInput): number {
  const round = readRound(attributes);
  if (round === undefined) throw new MalformedRecordError('fl.round.number is missing');
  return round;
}

function clientOf({ attributes }: EventInput): string {
  return checkedId(attributes.get(ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID);
}

function readRoundStarted(input: EventInput): JournalEvent {
  return {
    event_type: 'round_start',
    ...head(input),
    round: requiredRound(input),
    ...compact({ num_selected: input.reader.count(input.attributes, ATTR_FL_ROUND_CLIENTS_SELECTED) }),
  };
}

function readTaskStarted(input: EventInput): JournalEvent {
  return {
    event_type: 'task',
    ...head(input),
    kind: 'task',
    phase: 'started',
    round: requiredRound(input),
    client_id: clientOf(input),
    operation: readOperation(input.attributes, input.reader),
    start: formatInstant(input.time),
  };
}

function readClientUpdate({ attributes, time, updates, reader }: EventInput): ClientUpdate {
  const { group } = updates.groupOf(attributes, false);
  const update = updates.open(group, readClient(attributes), time);
  describeUpdate(update, attributes, reader);
  const metricPrefix = ATTR_FL_CLIENT_METRIC('');
  for (const [key, value] of attributes) {
    const field = fieldsByName.get(key);
    const number = typeof value === 'bigint' ? value : numberOf(value);
    if (number === undefined) {
      if (field !== undefined || key.startsWith(metricPrefix)) reader.leaveOut(attributes, key, A_NUMBER, value);
    } else if (field !== undefined) setField(update, field, number);
    else if (key.startsWith(metricPrefix)) setFree(update, key.slice(metricPrefix.length), number);
  }
  // The event form is atomic: it is whole whatever a field count says.
  update.fieldCount = undefined;
  return update;
}

function readDropout(input: EventInput): JournalEvent {
  const operation = readSaidOperation(input.attributes, input.reader);
  return {
    event_type: 'client_dropout',
    ...head(input),
    round: requiredRound(input),
    ...compact({ operation: operation === FL_OPERATION_NAME_VALUE_TRAIN ? undefined : operation }),
    clients: [{ client_id: clientOf(input), status: 'dropped' }],
    reason: input.reader.text(input.attributes, ATTR_FL_DROPOUT_REASON) ?? 'unknown',
  };
}

function readCheckpoint(input: EventInput): JournalEvent {
  const { attributes, reader } = input;
  return {
    event_type: 'checkpoint',
    ...head(input),
    path: checkedId(attributes.get(ATTR_FL_CHECKPOINT_PATH), ATTR_FL_CHECKPOINT_PATH),
    ...compact({
      round: readRound(attributes),
      size_bytes: reader.count(attributes, ATTR_FL_CHECKPOINT_SIZE),
      metadata: templateValues(attributes, ATTR_FL_CHECKPOINT_METADATA('')),
    }),
  };
}

function readEvaluation(input: EventInput): JournalEvent {
  const { attributes, reader } = input;
  return {
    event_type: 'evaluation',
    ...head(input),
    ...compact({
      round: readRound(attributes),
      scope: reader.text(attributes, ATTR_FL_EVALUATION_SCOPE),
      split: reader.text(attributes, ATTR_FL_EVALUATION_SPLIT),
      loss: reader.number(attributes, ATTR_FL_EVALUATION_LOSS),
      accuracy: reader.number(attributes, ATTR_FL_EVALUATION_ACCURACY),
      num_samples: reader.count(attributes, ATTR_FL_EVALUATION_SAMPLES),
      duration_sec: reader.number(attributes, ATTR_FL_EVALUATION_DURATION),
      metrics: templateValues(attributes, ATTR_FL_EVALUATION_METRIC('')),
    }),
  };
}
