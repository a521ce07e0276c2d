import type {
  ClientRecord,
  ClientUpdateEvent,
  JournalEvent,
  RoundEndEvent,
  RoundMetrics,
  TaskEvent,
} from '../../../../exporters/journal/events.js';
import {
  type ClientView,
  createRunModel,
  type RoundView,
  type RunView,
} from '../../../../exporters/run-model/index.js';

/** Run id of every event made here. */
export const RUN = 'run-1';

/** Time so many seconds after 09:00:00 on the day of all scenarios. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 2, 9) + seconds * 1000).toISOString();
}

/** The view after applying the events in the order given. */
export function viewOf(...events: readonly JournalEvent[]): RunView {
  const model = createRunModel();
  for (const event of events) model.apply(event);
  return model.view();
}

/** The round of a view. @throws Error when it is not there */
export function roundOf(view: RunView, number: number): RoundView {
  const round = view.rounds.find((candidate) => candidate.round === number);
  if (round === undefined) throw new Error(`no round ${number} among ${view.rounds.map((each) => each.round).join()}`);
  return round;
}

/** The client of a round. @throws Error when it is not there */
export function clientOf(view: RunView, number: number, id: string): ClientView {
  const client = roundOf(view, number).clients.find(({ clientId }) => clientId === id);
  if (client === undefined) throw new Error(`no client ${id} in round ${number}`);
  return client;
}

/** A round's counts, short: selected, completed, failed, dropped, stragglers, pending. */
export function countsOf(round: RoundView): readonly number[] {
  return [round.selected, round.completed, round.failed, round.dropped, round.stragglers, round.pending];
}

export function init(fields: Partial<JournalEvent> = {}): JournalEvent {
  return { event_type: 'init', run_id: RUN, format: 1, ...fields } as JournalEvent;
}

export function roundStart(round: number, seconds: number, selected?: number, attempt?: number): JournalEvent {
  return {
    event_type: 'round_start',
    run_id: RUN,
    round,
    timestamp: at(seconds),
    ...(selected === undefined ? {} : { num_selected: selected }),
    ...(attempt === undefined ? {} : { attempt }),
  };
}

export function update(
  round: number | null,
  client: string,
  seconds: number,
  fields: Omit<ClientRecord, 'client_id'> = {},
  event: Partial<ClientUpdateEvent> = {},
): ClientUpdateEvent {
  return {
    event_type: 'client_update',
    run_id: RUN,
    round,
    timestamp: at(seconds),
    clients: [{ client_id: client, round, status: 'active', ...fields }],
    ...event,
  };
}

export function roundEnd(
  round: number,
  seconds: number,
  metrics: RoundMetrics = {},
  event: Partial<RoundEndEvent> = {},
): RoundEndEvent {
  return { event_type: 'round_end', run_id: RUN, round, timestamp: at(seconds), round_metrics: metrics, ...event };
}

export function dropout(round: number, client: string, seconds: number, reason = 'timeout'): JournalEvent {
  return {
    event_type: 'client_dropout',
    run_id: RUN,
    round,
    timestamp: at(seconds),
    reason,
    clients: [{ client_id: client, status: 'dropped' }],
  };
}

export function failure(round: number, client: string, seconds: number, reason = 'UNAVAILABLE'): JournalEvent {
  return { event_type: 'comm_failure', run_id: RUN, round, timestamp: at(seconds), client_id: client, reason };
}

export function taskStarted(round: number, client: string, seconds: number, operation = 'train'): TaskEvent {
  return {
    event_type: 'task',
    run_id: RUN,
    round,
    timestamp: at(seconds),
    kind: 'task',
    phase: 'started',
    client_id: client,
    operation,
    start: at(seconds),
  };
}

export function span(round: number, start: number, end: number, fields: Partial<TaskEvent> = {}): TaskEvent {
  return {
    event_type: 'task',
    run_id: RUN,
    round,
    timestamp: at(end),
    kind: 'task',
    phase: 'ended',
    side: 'server',
    start: at(start),
    end: at(end),
    ...fields,
  };
}

export function finished(seconds: number, fields: Partial<JournalEvent> = {}): JournalEvent {
  return { event_type: 'finished', run_id: RUN, timestamp: at(seconds), ...fields } as JournalEvent;
}
