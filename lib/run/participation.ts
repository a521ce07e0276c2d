import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_DROPOUT_REASON,
  ATTR_FL_DROPOUT_TYPE,
  ATTR_FL_FAILURE_REASON,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  EVENT_FL_CLIENT_DROPOUT,
  EVENT_FL_COMMUNICATION_FAILURE,
  FL_CLIENT_STATE_VALUE_ACTIVE,
  FL_OPERATION_NAME_VALUE_TRAIN,
  FL_UPDATE_RESULT_VALUE_ACCEPTED,
  FL_UPDATE_RESULT_VALUE_LATE,
  FL_UPDATE_RESULT_VALUE_REJECTED,
} from '../../semconv/index.js';
import { relaySpan } from '../client/relay.js';
import { fromMillis } from '../core/clock.js';
import { ArgumentReader, asObject } from '../core/read.js';
import { redactText } from '../core/secret-text.js';
import type { UpdateDraft } from '../update/draft.js';
import { recordBytes, toRecord } from '../update/record.js';
import { type RunContext, taskAttributes } from './context.js';
import { dropoutType } from './failure.js';
import type { OpenTask } from './open-task.js';
import { recordReportSamples } from './report-samples.js';

/** `error.type` of a task that a failure of communication ended. */
const COMMUNICATION = 'communication';

/** Records a client's update: into its round, its task, the instruments and the outbox. */
export function recordUpdate(context: RunContext, given: unknown, knownRound?: number): void {
  const draft = context.updates.read(given, knownRound);
  if (draft === undefined) {
    return;
  }
  const result = resultOf(draft, context.rounds.hasEnded(draft.round));
  const round = context.rounds.get(draft.round);
  if (draft.operation === FL_OPERATION_NAME_VALUE_TRAIN) {
    round?.tally.update(draft.client, outcomeOf(draft, result), draft);
  }
  const task = context.tasks.find(draft);
  relay(context, draft, task);
  if (draft.report?.log !== undefined) {
    context.log.relay(draft.report.log, draft.client, draft.round, fromMillis(draft.report.start * 1000));
  }
  if (draft.report?.resources !== undefined) {
    recordReportSamples(context, draft, draft.report.resources);
  }
  task?.close(draft.state === 'failed' || draft.state === 'dropped' ? draft.state : undefined);
  draft.staleness ??= draft.baseRound === undefined ? undefined : draft.round - draft.baseRound;
  context.instruments.update(draft, result, round?.held);
  const { drainer } = context.core;
  const sent = drainer?.clientUpdates !== 'off';
  if (context.policy.perClient && (sent || drainer.clients !== undefined)) {
    const record = toRecord(draft, context.identity, context.times.next(draft.client, draft.time), result);
    drainer?.clients?.updated(record);
    if (sent) {
      context.emitter.point(record, recordBytes(record));
    }
  }
}

/** Records that a client left a round. */
export function recordDropout(context: RunContext, given: unknown, knownRound?: number): void {
  const loss = readLoss(context, 'dropout', given, knownRound);
  if (loss === undefined) {
    return;
  }
  const type = dropoutType(loss.reason);
  settleLoss(context, loss, 'dropped', type);
  context.instruments.dropout(type);
  if (context.policy.perClient) {
    context.emitter.event(EVENT_FL_CLIENT_DROPOUT, {
      [ATTR_FL_ROUND_NUMBER]: loss.round,
      [ATTR_FL_CLIENT_ID]: loss.client,
      [ATTR_FL_OPERATION_NAME]: loss.operation,
      [ATTR_FL_DROPOUT_REASON]: shownReason(context, loss),
      [ATTR_FL_DROPOUT_TYPE]: type,
    });
  }
}

/** Records that a message to or from a client was lost. */
export function recordCommunicationFailure(context: RunContext, given: unknown, knownRound?: number): void {
  const loss = readLoss(context, 'communicationFailure', given, knownRound);
  if (loss === undefined) {
    return;
  }
  settleLoss(context, loss, 'failed', COMMUNICATION);
  context.instruments.communicationFailure();
  if (context.policy.perClient) {
    context.emitter.event(EVENT_FL_COMMUNICATION_FAILURE, {
      [ATTR_FL_ROUND_NUMBER]: loss.round,
      [ATTR_FL_CLIENT_ID]: loss.client,
      [ATTR_FL_FAILURE_REASON]: shownReason(context, loss),
    });
  }
}

/**
 * An update for an ended round is late, unless the app says that it was not used at all. Training only: evaluation of a
 * round's model has its place after the round.
 */
function resultOf(draft: UpdateDraft, roundEnded: boolean): string {
  const isLate = roundEnded && draft.operation === FL_OPERATION_NAME_VALUE_TRAIN;
  if (isLate && (draft.result ?? FL_UPDATE_RESULT_VALUE_ACCEPTED) === FL_UPDATE_RESULT_VALUE_ACCEPTED) {
    return FL_UPDATE_RESULT_VALUE_LATE;
  }
  return draft.result ?? FL_UPDATE_RESULT_VALUE_ACCEPTED;
}

/** What an update says about its client's part in the round. Idle clients were selected and did nothing. */
function outcomeOf(draft: UpdateDraft, result: string): 'completed' | 'failed' | 'dropped' | 'open' {
  if (draft.state === 'dropped') {
    return 'dropped';
  }
  if (draft.state === 'failed' || result === FL_UPDATE_RESULT_VALUE_REJECTED) {
    return 'failed';
  }
  return draft.state === FL_CLIENT_STATE_VALUE_ACTIVE ? 'completed' : 'open';
}

/** Reasons are often messages of errors, which name hosts and people: privacy may leave their class only. */
function shownReason(context: RunContext, { reason }: Loss): string | undefined {
  if (reason === undefined) {
    return undefined;
  }
  return context.policy.allowsPart('reason') ? redactText(reason) : dropoutType(reason);
}

/** A relayed span shows how long the client computed: it needs what that field needs. */
function relay(context: RunContext, draft: UpdateDraft, task: OpenTask | undefined): void {
  if (draft.report === undefined || draft.report.exported || !context.policy.allows('trainDuration')) {
    return;
  }
  const attributes = taskAttributes(context.identity, draft);
  relaySpan(context.core, draft.report, attributes, task?.spanContext, context.mode);
}

interface Loss {
  readonly round: number;
  readonly client: string;
  readonly reason: string | undefined;
  readonly operation: string;
  readonly task: OpenTask | undefined;
}

function readLoss(context: RunContext, call: string, given: unknown, knownRound: number | undefined): Loss | undefined {
  const read = new ArgumentReader(call, context.core.warnings);
  const options = asObject(given);
  const round = knownRound ?? read.round(options.round);
  const id = read.client(options.client);
  if (round === undefined || id === undefined) {
    return undefined;
  }
  const client = context.policy.clientId(id);
  const said = read.text('operation', options.operation);
  const task = context.tasks.find({ round, client, operation: said });
  const operation = said ?? task?.operation ?? FL_OPERATION_NAME_VALUE_TRAIN;
  return { round, client, reason: read.text('reason', options.reason), operation, task };
}

function settleLoss(context: RunContext, loss: Loss, outcome: 'dropped' | 'failed', errorType: string): void {
  if (loss.operation === FL_OPERATION_NAME_VALUE_TRAIN) {
    context.rounds.get(loss.round)?.tally.loss(loss.client, outcome);
    if (outcome === 'dropped') {
      context.core.drainer?.clients?.left(context.identity, loss.client);
    }
  }
  loss.task?.close(errorType);
}
