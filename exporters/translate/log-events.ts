import {
  ATTR_ERROR_TYPE,
  ATTR_FL_AGGREGATION_MODE,
  ATTR_FL_AGGREGATION_STRATEGY,
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
  ATTR_FL_OBJECTIVE_GOAL,
  ATTR_FL_OBJECTIVE_METRIC,
  ATTR_FL_PARAM,
  ATTR_FL_ROUND_CLIENTS_SELECTED,
  ATTR_FL_RUN_CONFIG,
  ATTR_FL_RUN_EMITTED_DROPPED,
  ATTR_FL_RUN_EMITTED_EVENTS,
  ATTR_FL_RUN_EMITTED_ROUNDS,
  ATTR_FL_RUN_EMITTED_UPDATES,
  ATTR_FL_RUN_PARENT_ID,
  ATTR_FL_RUN_PLANNED_ROUNDS,
  ATTR_FL_RUN_STATE,
  ATTR_FL_SERVER_METADATA,
  ATTR_FL_SYSTEM_NAME,
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
import { type FinishedEvent, JOURNAL_FORMAT, type JournalEvent, type RunFields } from '../journal/events.js';
import type { ClientUpdate, JournalEntry } from '../journal/index.js';
import type { AttributeMap, Instant } from '../otlp/visitor.js';
import { fieldsByName, setField, setFree } from './client-record.js';
import { describeUpdate, readClient, readOperation, readRound, readSaidOperation } from './client-update.js';
import { readHistogram, readText } from './logged.js';
import { checkedId, MalformedRecordError, optionalId, type RunIdentity } from './origin.js';
import { readRoundMetrics } from './round-metrics.js';
import { formatInstant } from './time.js';
import type { UpdateOpener } from './update-opener.js';
import { compact, countOf, numberOf, stringOf, templateValues, toJson } from './values.js';

/** What a reader of an event is given: its attributes and what was found out about it before. */
export interface EventInput {
  readonly attributes: AttributeMap;
  readonly run: RunIdentity;
  readonly time: Instant;
  /** `service.instance.id` of the sender. */
  readonly instance: string | undefined;
  readonly updates: UpdateOpener;
}

/** Turns one event of the contract into one of a journal. @throws MalformedRecordError when it breaks the contract */
export type EventReader = (input: EventInput) => JournalEntry;

/** Readers of the contract's events by event name. */
export const eventReaders: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  [
    EVENT_FL_RUN_STARTED,
    (input) => ({ event_type: 'init', format: JOURNAL_FORMAT, ...head(input), ...readRunFields(input) }),
  ],
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
      round_metrics: readRoundMetrics(input.attributes),
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
      reason: stringOf(input.attributes.get(ATTR_FL_FAILURE_REASON)) ?? 'unknown',
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
      ...compact({ type: stringOf(input.attributes.get(ATTR_FL_ARTIFACT_TYPE)) }),
    }),
  ],
  [EVENT_FL_HISTOGRAM_LOGGED, readHistogram],
  [EVENT_FL_TEXT_LOGGED, readText],
]);

function head({ run, time }: EventInput) {
  return { run_id: run.runId, ...compact({ attempt: run.attempt }), timestamp: formatInstant(time) };
}

/** Head of what a client may say, too. */
function ofClient(input: EventInput) {
  return {
    ...head(input),
    ...compact({ client_id: optionalId(input.attributes.get(ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID) }),
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

function readRunFields({ attributes, run, time, instance }: EventInput): RunFields {
  const config = toJson(attributes.get(ATTR_FL_RUN_CONFIG) ?? null);
  const metric = stringOf(attributes.get(ATTR_FL_OBJECTIVE_METRIC));
  return compact({
    job: run.job,
    algorithm: stringOf(attributes.get(ATTR_FL_AGGREGATION_STRATEGY)) ?? 'unknown',
    config:
      config !== null && typeof config === 'object' && !Array.isArray(config) ? (config as RunFields['config']) : {},
    planned_rounds: countOf(attributes.get(ATTR_FL_RUN_PLANNED_ROUNDS)),
    started_at: formatInstant(time),
    aggregation_mode: stringOf(attributes.get(ATTR_FL_AGGREGATION_MODE)),
    objective:
      metric === undefined
        ? undefined
        : { metric, goal: attributes.get(ATTR_FL_OBJECTIVE_GOAL) === 'min' ? ('min' as const) : ('max' as const) },
    parent_run_id: stringOf(attributes.get(ATTR_FL_RUN_PARENT_ID)),
    system: stringOf(attributes.get(ATTR_FL_SYSTEM_NAME)),
    instance,
  });
}

function readRunFinished(input: EventInput): FinishedEvent {
  const { attributes } = input;
  const state = stringOf(attributes.get(ATTR_FL_RUN_STATE));
  return {
    event_type: 'finished',
    ...head(input),
    state: state === 'failed' || state === 'interrupted' ? state : 'finished',
    ...compact({ error: stringOf(attributes.get(ATTR_ERROR_TYPE)) }),
    emitted: compact({
      updates: countOf(attributes.get(ATTR_FL_RUN_EMITTED_UPDATES)),
      rounds: countOf(attributes.get(ATTR_FL_RUN_EMITTED_ROUNDS)),
      events: countOf(attributes.get(ATTR_FL_RUN_EMITTED_EVENTS)),
      dropped: countOf(attributes.get(ATTR_FL_RUN_EMITTED_DROPPED)),
    }),
  };
}

function readRoundStarted(input: EventInput): JournalEvent {
  return {
    event_type: 'round_start',
    ...head(input),
    round: requiredRound(input),
    ...compact({ num_selected: countOf(input.attributes.get(ATTR_FL_ROUND_CLIENTS_SELECTED)) }),
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
    operation: readOperation(input.attributes),
    start: formatInstant(input.time),
  };
}

function readClientUpdate({ attributes, time, updates }: EventInput): ClientUpdate {
  const { group } = updates.groupOf(attributes, false);
  const update = updates.open(group, readClient(attributes), time);
  describeUpdate(update, attributes);
  const metricPrefix = ATTR_FL_CLIENT_METRIC('');
  for (const [key, value] of attributes) {
    const field = fieldsByName.get(key);
    const number = typeof value === 'bigint' ? value : numberOf(value);
    if (number === undefined) continue;
    if (field !== undefined) setField(update, field, number);
    else if (key.startsWith(metricPrefix)) setFree(update, key.slice(metricPrefix.length), number);
  }
  // The event form is atomic: it is whole whatever a field count says.
  update.fieldCount = undefined;
  return update;
}

function readDropout(input: EventInput): JournalEvent {
  const operation = readSaidOperation(input.attributes);
  return {
    event_type: 'client_dropout',
    ...head(input),
    round: requiredRound(input),
    ...compact({ operation: operation === FL_OPERATION_NAME_VALUE_TRAIN ? undefined : operation }),
    clients: [{ client_id: clientOf(input), status: 'dropped' }],
    reason: stringOf(input.attributes.get(ATTR_FL_DROPOUT_REASON)) ?? 'unknown',
  };
}

function readCheckpoint(input: EventInput): JournalEvent {
  const { attributes } = input;
  return {
    event_type: 'checkpoint',
    ...head(input),
    path: checkedId(attributes.get(ATTR_FL_CHECKPOINT_PATH), ATTR_FL_CHECKPOINT_PATH),
    ...compact({
      round: readRound(attributes),
      size_bytes: countOf(attributes.get(ATTR_FL_CHECKPOINT_SIZE)),
      metadata: templateValues(attributes, ATTR_FL_CHECKPOINT_METADATA('')),
    }),
  };
}

function readEvaluation(input: EventInput): JournalEvent {
  const { attributes } = input;
  return {
    event_type: 'evaluation',
    ...head(input),
    ...compact({
      round: readRound(attributes),
      scope: stringOf(attributes.get(ATTR_FL_EVALUATION_SCOPE)),
      split: stringOf(attributes.get(ATTR_FL_EVALUATION_SPLIT)),
      loss: numberOf(attributes.get(ATTR_FL_EVALUATION_LOSS)),
      accuracy: numberOf(attributes.get(ATTR_FL_EVALUATION_ACCURACY)),
      num_samples: countOf(attributes.get(ATTR_FL_EVALUATION_SAMPLES)),
      duration_sec: numberOf(attributes.get(ATTR_FL_EVALUATION_DURATION)),
      metrics: templateValues(attributes, ATTR_FL_EVALUATION_METRIC('')),
    }),
  };
}
