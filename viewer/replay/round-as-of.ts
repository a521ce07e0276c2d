import type { ClientColumns, EventEntry, FrameNumber, RoundFrame, TaskFrame } from '../../exporters/page/types.js';
import { spanOf } from './pace.js';

/** Keeps the earliest of the times after a moment: until then nothing changes. */
export interface NextChange {
  at: number;
}

/**
 * A round as it was known at a moment: answers that had not come are pending, results of a round that had not ended are
 * not there. `undefined` before its start. A round of which everything had happened is the same object.
 *
 * @param next is lowered to the first moment at which the answer would be another
 */
export function roundAsOf(frame: RoundFrame, time: number, next: NextChange): RoundFrame | undefined {
  const span = spanOf(frame);
  const start = span?.start ?? Number.NEGATIVE_INFINITY;
  // A round of which no time is known was always over.
  const end = span === undefined ? Number.NEGATIVE_INFINITY : (span.end ?? Number.POSITIVE_INFINITY);
  if (start > time) {
    soonest(next, start);
    return undefined;
  }
  if (end > time) soonest(next, end);
  const ended = end <= time;
  // Nearly every round of a long run: nothing of it is worked out again, and views compare objects.
  if (ended && lastChange(frame, end) <= time) return frame;
  const events = eventsAsOf(frame.events, time, end, next);
  const tasks = tasksAsOf(frame.tasks, time, next);
  if (ended) return { ...frame, events, tasks, clients: lateAsOf(frame.clients, time, next) };
  const clients = runningAsOf(frame, time, next);
  const { endedAt: _end, error: _error, explanation: _why, ...rest } = frame;
  return {
    ...rest,
    state: 'running',
    ...countsOf(clients, frame.selected),
    // Results are those of the round's end; what a part of the clients would have given, nobody computed.
    results: {},
    algorithm: {},
    clients,
    tasks,
    events,
    lateUpdates: 0,
    waitingFor: waitingAsOf(clients, tasks, start),
  };
}

/** Of frames that have ended; a frame never changes. */
const lastChanges = new WeakMap<RoundFrame, number>();

/** The last moment at which something about a round that has ended happened. */
function lastChange(frame: RoundFrame, end: number): number {
  const known = lastChanges.get(frame);
  if (known !== undefined) return known;
  let last = end;
  for (const time of frame.clients.time) if (typeof time === 'number' && time > last) last = time;
  for (const { time } of frame.events) if (time !== undefined && time > last) last = time;
  for (const { start, end: stop } of frame.tasks) last = Math.max(last, stop ?? start);
  lastChanges.set(frame, last);
  return last;
}

/** Events without a time are known at the round's end. */
function eventsAsOf(events: readonly EventEntry[], time: number, end: number, next: NextChange): readonly EventEntry[] {
  return events.filter((event) => {
    const at = event.time ?? end;
    if (at > time) soonest(next, at);
    return at <= time;
  });
}

/** Tasks that had begun; of those that had not ended, neither end nor error were known. */
function tasksAsOf(tasks: readonly TaskFrame[], time: number, next: NextChange): readonly TaskFrame[] {
  return tasks.flatMap((task) => {
    if (task.start > time) {
      soonest(next, task.start);
      return [];
    }
    if (task.end === undefined || task.end <= time) return [task];
    soonest(next, task.end);
    const { end: _end, error: _error, ...open } = task;
    return [open];
  });
}

/** Clients of a round that has ended: late answers come one by one, all else is settled. */
function lateAsOf(columns: ClientColumns, time: number, next: NextChange): ClientColumns {
  const known = columns.time.map((at) => {
    const later = typeof at === 'number' && at > time;
    if (later) soonest(next, at);
    return !later;
  });
  return { ...maskValues(columns, known), late: columns.late.map((late, index) => late && known[index] === true) };
}

/** Clients that had been given a task: answered, lost, or pending. That one is a straggler shows at the end only. */
function runningAsOf(frame: RoundFrame, time: number, next: NextChange): ClientColumns {
  const columns = frame.clients;
  // The last one of each client: who failed, came back and dropped out has dropped out.
  const mishaps = new Map<number, EventEntry>();
  for (const event of frame.events) {
    if (event.client === undefined || (event.kind !== 'dropout' && event.kind !== 'failure')) continue;
    if (event.time !== undefined && event.time <= time) mishaps.set(event.client, event);
  }
  // Who had been given nothing yet was not known to be in the round.
  const starts = new Map<number, number>();
  for (const { client, start } of frame.tasks) {
    if (client !== undefined) starts.set(client, Math.min(start, starts.get(client) ?? start));
  }
  const places = columns.client.flatMap((client, index) => {
    const start = starts.get(client);
    if (start === undefined || start <= time) return [index];
    soonest(next, start);
    return [];
  });
  const shown = takePlaces(columns, places);
  const known = shown.time.map((at) => {
    if (typeof at === 'number' && at > time) soonest(next, at);
    return typeof at === 'number' && at <= time;
  });
  const outcome = shown.client.map((client, index) => {
    const mishap = mishaps.get(client);
    if (known[index] === true) return shown.outcome[index] ?? null;
    if (mishap !== undefined) return mishap.kind === 'dropout' ? ('dropped' as const) : ('failed' as const);
    return shown.outcome[index] === null ? null : ('pending' as const);
  });
  // What was measured is a sum over the round, which nobody knew before its end.
  const { usage: _usage, ...masked } = maskValues(shown, known);
  return {
    ...masked,
    outcome: outcome.map((value) => (value === 'straggler' ? 'pending' : value)),
    status: shown.client.map((client, index) =>
      known[index] === true ? (shown.status[index] ?? null) : statusOf(mishaps.get(client)),
    ),
    reason: shown.client.map((client) => mishaps.get(client)?.text ?? null),
    late: shown.late.map(() => false),
    operations: {},
  };
}

/** The status that a mishap gives. */
function statusOf(mishap: EventEntry | undefined): string | null {
  if (mishap === undefined) return null;
  return mishap.kind === 'dropout' ? 'dropped' : 'failed';
}

/** Blanks the values of the clients that are not known yet. */
function maskValues(columns: ClientColumns, known: readonly boolean[]): ClientColumns {
  if (!known.includes(false)) return columns;
  const mask = <T>(values: readonly T[]) => values.map((value, index) => (known[index] === true ? value : null));
  return {
    ...columns,
    time: mask(columns.time),
    numbers: mapValues(columns.numbers, mask<FrameNumber>),
    texts: mapValues(columns.texts, mask<string | null>),
  };
}

/** Columns of some of the clients. */
function takePlaces(columns: ClientColumns, places: readonly number[]): ClientColumns {
  if (places.length === columns.client.length) return columns;
  const take = <T>(values: readonly T[]) => places.flatMap((place) => values.slice(place, place + 1));
  return {
    client: take(columns.client),
    outcome: take(columns.outcome),
    status: take(columns.status),
    time: take(columns.time),
    reason: take(columns.reason),
    late: take(columns.late),
    numbers: mapValues(columns.numbers, take<FrameNumber>),
    texts: mapValues(columns.texts, take<string | null>),
    operations: {},
  };
}

/** The same names with other values. */
function mapValues<T, U>(record: { readonly [key: string]: T }, map: (value: T) => U): { [key: string]: U } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Counts over the outcomes so far; who has none yet is pending. */
function countsOf(columns: ClientColumns, selected: number) {
  const count = (wanted: string) => columns.outcome.reduce((sum, outcome) => sum + (outcome === wanted ? 1 : 0), 0);
  const [completed, failed, dropped] = [count('completed'), count('failed'), count('dropped')];
  const pending = Math.max(0, selected - completed - failed - dropped);
  return { selected, completed, failed, dropped, stragglers: 0, pending };
}

/** Whom the round waited for, longest first, as the server says it of a live round. */
function waitingAsOf(columns: ClientColumns, tasks: readonly TaskFrame[], start: number): RoundFrame['waitingFor'] {
  const open = new Map<number, TaskFrame>();
  for (const task of tasks) {
    if (task.client !== undefined && task.side !== 'client' && task.end === undefined) open.set(task.client, task);
  }
  return columns.client
    .flatMap((client, index) => {
      if (columns.outcome[index] !== 'pending') return [];
      const task = open.get(client);
      return [{ client, operation: task?.operation ?? 'train', since: task?.start ?? start }];
    })
    .sort((a, b) => a.since - b.since);
}

/** Notes a moment at which something changes. */
function soonest(next: NextChange, time: number): void {
  if (time < next.at) next.at = time;
}
