import { flatMapSteps, mapSteps, STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
import { TRAIN } from '../client-facts.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import { millisOf } from '../time.js';
import type { ClientView } from '../types.js';
import { type ClockedTask, clockShifts, serverTaskOf } from './shift.js';

/**
 * How the server's waiting for a client came to an end. `gone`: a drop-out or failure. `silent`: the round went on without
 * it. `unrelated`: an asynchronous task that goes on after its round.
 */
export type WorkEnd = 'answer' | 'gone' | 'silent' | 'unrelated';

/** The inside of a client's task as its own span tells it, moved to the server's clock. */
export interface ClientSpan {
  readonly task: number;
  readonly start: number;
  readonly end: number;
}

/** One task of one client, by the server's clock, in epoch milliseconds. */
export interface Work {
  readonly clientId: string;
  readonly operation: string;
  readonly start: number;
  readonly end: number;
  readonly ended: WorkEnd;
  /** Nobody said when it was given out: `start` is the round's. */
  readonly startUnknown: boolean;
  /** Index of the server's task. */
  readonly task: number | undefined;
  readonly span: ClientSpan | undefined;
  /** How long the client says that it trained. */
  readonly trainSeconds: number | undefined;
  readonly measured: boolean;
}

/** The clients' work in a round, and by how much their spans had to be moved. */
export interface RoundWork {
  readonly works: readonly Work[];
  /** Milliseconds by index of the task; 0 for those that stay. */
  readonly shifts: readonly number[];
}

/** Later ends than this after the round's own count as after it. */
const END_TOLERANCE_MILLIS = 5;

/**
 * Finds out what each client did when.
 *
 * @param start epoch milliseconds of the round's beginning
 * @param end epoch milliseconds of its end, or of now while it runs
 */
export function* workOf(round: RoundView, start: number, end: number): Steps<RoundWork> {
  const { tasks, clients: views } = yield* detailsOf(round);
  const clocked = yield* mapSteps(
    tasks,
    (task): ClockedTask => ({
      kind: task.kind,
      side: task.side,
      client: task.clientId,
      operation: task.operation,
      start: millisOf(task.start) ?? start,
      end: millisOf(task.end),
      error: task.error,
      spanId: task.spanId,
      parentSpanId: task.parentSpanId,
    }),
  );
  const shifts = yield* clockShifts(clocked);
  const clients = new Map<string, ClientView>();
  for (const [index, client] of views.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    clients.set(client.clientId, client);
  }
  const servers = yield* serverTasks(clocked);
  const spans = yield* spansByTask(clocked, servers, shifts, end);
  const works: Work[] = [];
  const seen = new Set<string>();
  for (const [index, task] of clocked.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (task.kind !== 'task' || typeof task.client !== 'string') continue;
    const alone = task.side === 'client' && !servers.has(clientKey(task));
    if (task.side === 'client' && !alone) continue;
    const operation = task.operation ?? TRAIN;
    const client = clients.get(task.client);
    const own = { task: index, start: task.start, end: Math.min(task.end ?? end, end) };
    const ended = alone && client?.outcome !== 'straggler' ? 'answer' : endOf(task, operation, client, end);
    if (operation === TRAIN) seen.add(task.client);
    works.push({
      clientId: task.client,
      operation,
      start: task.start,
      end: ended === 'silent' || ended === 'unrelated' ? end : Math.min(task.end ?? end, end),
      ended,
      startUnknown: false,
      task: index,
      span: alone ? own : spans.get(task),
      trainSeconds: operation === TRAIN ? trainSecondsOf(client) : undefined,
      measured: tasks[index]?.measured === true,
    });
  }
  const rest = yield* flatMapSteps(views, (client) => {
    const work = seen.has(client.clientId) ? undefined : workFromEvents(client, start, end);
    return work === undefined ? [] : [work];
  });
  return { works: [...works, ...rest], shifts };
}

/** The tasks that the server gave out, by client and operation. */
function* serverTasks(tasks: readonly ClockedTask[]): Steps<Map<string, ClockedTask[]>> {
  const groups = new Map<string, ClockedTask[]>();
  for (const [index, task] of tasks.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (task.kind !== 'task' || task.side === 'client') continue;
    const group = groups.get(clientKey(task));
    if (group === undefined) groups.set(clientKey(task), [task]);
    else group.push(task);
  }
  return groups;
}

/** The client's own span of each server task; the last one where there are several. */
function* spansByTask(
  tasks: readonly ClockedTask[],
  servers: ReadonlyMap<string, readonly ClockedTask[]>,
  shifts: readonly number[],
  end: number,
): Steps<Map<ClockedTask, ClientSpan>> {
  const spans = new Map<ClockedTask, ClientSpan>();
  for (const [index, span] of tasks.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (span.kind !== 'task' || span.side !== 'client') continue;
    const server = serverTaskOf(span, servers.get(clientKey(span)) ?? []);
    const shift = shifts[index] ?? 0;
    if (server !== undefined)
      spans.set(server, { task: index, start: span.start + shift, end: (span.end ?? end) + shift });
  }
  return spans;
}

function clientKey({ client = '', operation = TRAIN }: ClockedTask): string {
  return `${operation.length}:${operation}${client}`;
}

function endOf(task: ClockedTask, operation: string, client: ClientView | undefined, end: number): WorkEnd {
  if (task.error === 'straggler') return 'silent';
  if (task.error !== undefined) return 'gone';
  const outcome = operation === TRAIN ? client?.outcome : 'straggler';
  if (task.end === undefined || task.end > end + END_TOLERANCE_MILLIS) {
    if (operation === TRAIN && (outcome === 'dropped' || outcome === 'failed')) return 'gone';
    return outcome === undefined || outcome === 'completed' ? 'unrelated' : 'silent';
  }
  const mishaps = [client?.dropout, client?.failure].filter((mishap) => mishap?.operation === operation);
  return mishaps.some((mishap) => millisOf(mishap?.timestamp) === task.end) ? 'gone' : 'answer';
}

/** Of a client without tasks only the end is known: its last update in time, or what became of it. */
function workFromEvents(client: ClientView, start: number, end: number): Work | undefined {
  const inTime = client.updates.filter(({ late }) => !late).at(-1);
  const mishap = client.outcome === 'completed' ? undefined : (client.dropout ?? client.failure);
  const at = millisOf((mishap ?? inTime)?.timestamp);
  const silent = client.outcome === 'straggler' || client.outcome === 'pending';
  if (at === undefined && !silent) return undefined;
  return {
    clientId: client.clientId,
    operation: TRAIN,
    start,
    end: silent ? end : Math.min(Math.max(at ?? end, start), end),
    ended: silent ? 'silent' : mishap === undefined ? 'answer' : 'gone',
    startUnknown: true,
    task: undefined,
    span: undefined,
    trainSeconds: trainSecondsOf(client),
    measured: false,
  };
}

function trainSecondsOf(client: ClientView | undefined): number | undefined {
  const value = client?.updates.filter(({ late }) => !late).at(-1)?.fields.train_time_sec;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
