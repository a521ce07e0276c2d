import type {
  ClientUpdateEvent,
  InitEvent,
  JournalEvent,
  JsonValue,
  RoundEndEvent,
  ScalarEvent,
} from '../../../../exporters/journal/events.js';
import type { Journal } from '../../../../exporters/journal/index.js';

/** ISO time with nanoseconds, `step` of them after a fixed instant. */
export function timeAt(step: number): string {
  return `2026-03-02T09:00:00.${String(step).padStart(9, '0')}Z`;
}

/** A run's start. */
export function init(runId: string, more: Partial<InitEvent> = {}): InitEvent {
  const times = { timestamp: timeAt(0), started_at: timeAt(0) };
  return { event_type: 'init', run_id: runId, attempt: 1, job: 'digits', algorithm: 'FedAvg', ...times, ...more };
}

/** A client's update with the given fields. */
export function update(
  runId: string,
  client: string,
  fields: Record<string, JsonValue> = { local_loss: 0.5 },
  more: Partial<ClientUpdateEvent> = {},
): ClientUpdateEvent {
  return {
    event_type: 'client_update',
    run_id: runId,
    attempt: 1,
    round: 1,
    timestamp: timeAt(1),
    clients: [{ client_id: client, ...fields }],
    ...more,
  };
}

/** End of a round. */
export function roundEnd(runId: string, round: number): RoundEndEvent {
  const metrics = { global_accuracy: 0.8, num_selected: 2 };
  return {
    event_type: 'round_end',
    run_id: runId,
    attempt: 1,
    round,
    timestamp: timeAt(round),
    round_metrics: metrics,
  };
}

/** One number of the tracking writer. */
export function scalar(runId: string, step: number, more: Partial<ScalarEvent> = {}): ScalarEvent {
  const where = { attempt: 1, timestamp: timeAt(step), name: 'loss', step };
  return { event_type: 'scalar', run_id: runId, ...where, value: step / 10, ...more };
}

/** All events of a run that a reader of the journal sees. */
export async function eventsOf(journal: Journal, runId: string): Promise<readonly JournalEvent[]> {
  const events: JournalEvent[] = [];
  for await (const { event } of journal.read(runId)) events.push(event);
  return events;
}
