import type { ClientEntry, FrameNumber, RoundFrame, TaskFrame } from '../../exporters/page/types.js';
import type { ClientOutcome, SegmentKind } from '../../exporters/run-model/index.js';

/** A stretch of a client's or the server's time; epoch milliseconds. */
export interface Phase {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
  /** From a span; otherwise worked out. */
  readonly measured: boolean;
}

/** One client's time in a round. */
export interface TimelineRow {
  /** Index into the run's list of clients. */
  readonly client: number;
  readonly label: string;
  readonly outcome: ClientOutcome | null;
  /** Reason of its drop-out or failure. */
  readonly reason: string | undefined;
  /** Its answer came after the round's end. */
  readonly late: boolean;
  /** When it was first given a task; `undefined` when nobody said. */
  readonly start: number | undefined;
  /** When the last thing about it happened within the round. */
  readonly end: number | undefined;
  readonly phases: readonly Phase[];
  /** Milliseconds by which its own spans were moved, because its clock disagrees with the server's. */
  readonly shifted: number | undefined;
  /** Pieces of the critical path that are this client's. */
  readonly path: readonly Phase[];
}

/** A round's time. */
export interface RoundTimeline {
  readonly start: number;
  readonly end: number;
  readonly rows: readonly TimelineRow[];
  /** What the server did itself. */
  readonly server: readonly Phase[];
  /** What the round's end had to wait for, from start to end. */
  readonly path: readonly Phase[];
}

/** How a client's task came to an end. */
interface Ending {
  readonly end: number;
  /** It has not ended yet: it goes on to the end of what is shown. */
  readonly open: boolean;
}

/**
 * Works out who did what when.
 *
 * @param now epoch milliseconds that a running round lasts until
 * @returns `undefined` when none of its times are known
 */
export function timelineOf(round: RoundFrame, clients: readonly ClientEntry[], now: number): RoundTimeline | undefined {
  const times = round.tasks.flatMap(({ start, end }) => [start, end ?? start]);
  for (const time of round.clients.time) if (typeof time === 'number') times.push(time);
  const start = round.startedAt ?? least(times);
  const last = round.endedAt ?? (round.state === 'running' ? now : most(times));
  if (start === undefined || last === undefined || !(last > start)) return undefined;
  const end = last;
  const server = round.tasks.flatMap((task): Phase[] =>
    task.kind === 'aggregation' || task.kind === 'evaluation'
      ? clip([{ kind: task.kind, start: task.start, end: task.end ?? end, measured: task.measured }], start, end)
      : [],
  );
  const path: readonly Phase[] = round.explanation?.path ?? [];
  const byClient = groupTasks(round.tasks);
  const places = new Map(round.clients.client.map((client, place) => [client, place]));
  const indices = [...new Set([...round.clients.client, ...byClient.keys()])];
  // What a client that is done waits for: that the server puts the updates together.
  const goOn = least(server.filter(({ kind }) => kind === 'aggregation').map((phase) => phase.start)) ?? end;
  const pathOf = groupBy(round.explanation?.path ?? [], ({ client, waitedFor }) => client ?? waitedFor?.[0]);
  const rows = indices.map((client): TimelineRow => {
    const place = places.get(client);
    const outcome = (place === undefined ? undefined : round.clients.outcome[place]) ?? null;
    const tasks = byClient.get(client) ?? [];
    const own = tasks.filter(({ side }) => side === 'client');
    const phases = clip(
      tasks.length > 0 ? phasesOfTasks(tasks, outcome, goOn, end) : phasesOfUpdate(round, place, start, goOn),
      start,
      end,
    );
    const busy = phases.filter(({ kind }) => kind !== 'waiting');
    return {
      client,
      label: clients[client]?.name ?? clients[client]?.id ?? `client ${client}`,
      outcome,
      reason: (place === undefined ? undefined : round.clients.reason[place]) ?? undefined,
      late: place !== undefined && round.clients.late[place] === true,
      start: least(tasks.map((task) => task.start)),
      end: most((busy.length > 0 ? busy : phases).map((phase) => phase.end)),
      phases,
      shifted: own.find(({ shifted }) => shifted !== undefined)?.shifted,
      path: pathOf.get(client) ?? [],
    };
  });
  return { start, end, rows, server, path };
}

/** The phases of a client's tasks, one after another. */
function phasesOfTasks(tasks: readonly TaskFrame[], outcome: ClientOutcome | null, goOn: number, end: number): Phase[] {
  // The server's view of a task has its way to the client and back in it; the client's own is the work alone.
  const given = tasks.filter(({ side }) => side !== 'client');
  const own = tasks.filter(({ side }) => side === 'client');
  const outer = given.length > 0 ? given : own;
  const lastTraining = outer.filter(isTrain).at(-1);
  return outer.flatMap((task) => {
    const inner = own.find((span) => span !== task && span.operation === task.operation && overlaps(span, task));
    const ending: Ending = { end: Math.min(task.end ?? end, end), open: task.end === undefined };
    const phases = inner === undefined ? undivided(task, ending) : divided(task, inner, ending, end);
    const last = phases.at(-1)?.end;
    const waits = last !== undefined && last < goOn && outcome === 'completed' && task === lastTraining;
    return waits ? [...phases, { kind: 'waiting' as const, start: last, end: goOn, measured: false }] : phases;
  });
}

/** A task of which only beginning and end are known; a client's own span is all work. */
function undivided(task: TaskFrame, { end }: Ending): Phase[] {
  const kind = task.side === 'client' ? workKind(task) : 'client';
  return [{ kind, start: task.start, end, measured: task.measured }];
}

/** A task of which both sides are known: what is before and after the client's work is the way there and back. */
function divided(task: TaskFrame, inner: TaskFrame, { end, open }: Ending, roundEnd: number): Phase[] {
  const from = Math.max(inner.start, task.start);
  // What the server gave up on, or still waits for, goes on for as long as its client works.
  const gaveUp = open || task.error !== undefined;
  const to = Math.min(inner.end ?? roundEnd, gaveUp ? roundEnd : end);
  return [
    { kind: 'download', start: task.start, end: from, measured: true },
    { kind: workKind(inner), start: from, end: to, measured: true },
    { kind: 'upload', start: to, end: Math.max(to, end), measured: true },
  ];
}

/** Without tasks: from the round's start to the update, with the training where the client says how long it was. */
function phasesOfUpdate(round: RoundFrame, place: number | undefined, start: number, goOn: number): Phase[] {
  const time = place === undefined ? undefined : (finite(round.clients.time[place]) ?? mishapTime(round, place));
  if (place === undefined || time === undefined || time <= start) return [];
  const seconds = finite(round.clients.numbers.train_time_sec?.[place]);
  const begun = seconds === undefined || seconds < 0 ? start : time - seconds * 1000;
  const phases: Phase[] =
    begun <= start
      ? [{ kind: 'client', start, end: time, measured: false }]
      : [
          { kind: 'client', start, end: begun, measured: false },
          { kind: 'training', start: begun, end: time, measured: false },
        ];
  if (time < goOn && round.clients.outcome[place] === 'completed')
    phases.push({ kind: 'waiting', start: time, end: goOn, measured: false });
  return phases;
}

/** When a client without an update dropped out or failed. */
function mishapTime({ clients, events }: RoundFrame, place: number): number | undefined {
  const own = events.filter(
    ({ kind, client }) => client === clients.client[place] && (kind === 'dropout' || kind === 'failure'),
  );
  return own.at(-1)?.time;
}

/** What a client's own span is called by its operation. */
function workKind(task: TaskFrame): SegmentKind {
  if (isTrain(task)) return 'training';
  return task.operation === 'evaluate' ? 'evaluation' : 'client';
}

/** An operation that is not named is training: nearly all are. */
function isTrain({ operation = 'train' }: TaskFrame): boolean {
  return operation === 'train';
}

/** Whether a client's span can be that of a task: several tasks of one round have the same operation. */
function overlaps(span: TaskFrame, task: TaskFrame): boolean {
  return span.start <= (task.end ?? Number.POSITIVE_INFINITY) && (span.end ?? Number.POSITIVE_INFINITY) >= task.start;
}

/** What of the phases lies within the round. */
function clip(phases: readonly Phase[], start: number, end: number): Phase[] {
  return phases
    .map((phase) => ({ ...phase, start: Math.max(phase.start, start), end: Math.min(phase.end, end) }))
    .filter((phase) => phase.end > phase.start);
}

/** Tasks by client; aggregation and evaluation on the server are no client's. */
function groupTasks(tasks: readonly TaskFrame[]): Map<number, TaskFrame[]> {
  return groupBy(
    tasks.filter(({ kind }) => kind === 'task'),
    ({ client }) => client,
  );
}

/** Items by key, in their order; those without a key are left out. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => number | undefined): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** A number that can be calculated with. */
function finite(value: FrameNumber | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function least(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}
