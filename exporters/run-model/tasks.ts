import type { TaskEvent } from '../journal/events.js';
import { mapSteps, STEP, STEP_SIZE, type Steps, sortSteps } from '../steps/index.js';
import { type ClientFacts, type StartFact, TRAIN } from './client-facts.js';
import { compareKeys, compareText } from './order.js';
import type { RoundFacts } from './round-facts.js';
import type { TaskView, WaitingClient } from './round-types.js';
import { timeKey } from './time.js';

/** The timeline of a round and whom it waits for. */
export interface RoundTasks {
  readonly tasks: readonly TaskView[];
  readonly waitingFor: readonly WaitingClient[];
}

/** When the last task of a client under one operation was given out, and what came back. */
interface Assignment {
  readonly clientId: string;
  readonly operation: string;
  readonly last: StartFact;
  /** How often the task was given out. */
  readonly starts: number;
  /** Sortable and shown time of everything that ends a task, in order. */
  readonly answers: readonly { readonly key: string; readonly timestamp: string | undefined }[];
  /** The server's own span of the task is here. */
  readonly spanned: boolean;
}

const NONE: readonly never[] = [];

/**
 * Works out the timeline of a round.
 *
 * @param over nothing more is expected: the round waits for nobody
 */
export function* buildTasks(facts: RoundFacts, over: boolean): Steps<RoundTasks> {
  const spans = [...facts.spans.values()];
  const tasks = yield* mapSteps(spans, viewOfSpan);
  const waiting: WaitingClient[] = [];
  const byClient = yield* groupSpans(spans);
  let count = 0;
  for (const [clientId, client] of facts.clients) {
    for (const assignment of assignmentsOf(clientId, client, byClient.get(clientId) ?? [])) {
      const { operation, last } = assignment;
      const waits = !over && isOpen(assignment);
      if (waits) waiting.push({ clientId, operation, since: last.start });
      if (waits || !assignment.spanned) tasks.push(viewOfAssignment(assignment));
    }
    if (++count % STEP_SIZE === 0) yield STEP;
  }
  return { tasks: yield* inOrder(tasks), waitingFor: yield* longestFirst(waiting) };
}

/** By start and end, then by everything else that tells tasks apart. A round may have tens of thousands. */
function* inOrder(tasks: readonly TaskView[]): Steps<TaskView[]> {
  const keyed = yield* mapSteps(tasks, (task) => ({ task, start: timeKey(task.start), end: timeKey(task.end) }));
  const sorted = yield* sortSteps(
    keyed,
    (a, b) => compareText(a.start, b.start) || compareText(a.end, b.end) || compareSame(a.task, b.task),
  );
  return yield* mapSteps(sorted, ({ task }) => task);
}

/** By the time since when they are waited for, then by client and operation. */
function* longestFirst(waiting: readonly WaitingClient[]): Steps<WaitingClient[]> {
  const keyed = yield* mapSteps(waiting, (client) => ({ client, since: timeKey(client.since) }));
  const sorted = yield* sortSteps(
    keyed,
    (a, b) =>
      compareText(a.since, b.since) ||
      compareText(a.client.clientId, b.client.clientId) ||
      compareText(a.client.operation, b.client.operation),
  );
  return yield* mapSteps(sorted, ({ client }) => client);
}

/** Of tasks that have the same times. */
function compareSame(a: TaskView, b: TaskView): number {
  return (
    compareText(a.clientId ?? '', b.clientId ?? '') ||
    compareText(a.operation ?? '', b.operation ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.side ?? '', b.side ?? '') ||
    compareText(a.spanId ?? '', b.spanId ?? '')
  );
}

function* groupSpans(spans: readonly TaskEvent[]): Steps<Map<string, TaskEvent[]>> {
  const groups = new Map<string, TaskEvent[]>();
  for (const [index, span] of spans.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (span.kind !== 'task' || span.client_id === undefined) continue;
    const group = groups.get(span.client_id);
    if (group === undefined) groups.set(span.client_id, [span]);
    else group.push(span);
  }
  return groups;
}

function assignmentsOf(clientId: string, client: ClientFacts, spans: readonly TaskEvent[]): readonly Assignment[] {
  if (client.starts.length === 0) return NONE;
  const operations = new Set(client.starts.map(({ operation }) => operation));
  return [...operations].sort(compareText).flatMap((operation) => {
    const starts = client.starts.filter((start) => start.operation === operation);
    const [last] = starts.sort((a, b) => compareKeys([b.key, b.start], [a.key, a.start]));
    if (last === undefined) return [];
    const own = spans.filter((span) => (span.operation ?? TRAIN) === operation);
    const answers = [
      ...[...client.updates, ...client.dropouts].filter((fact) => fact.operation === operation),
      ...client.failures,
      ...own.map(({ end }) => ({ key: timeKey(end), timestamp: end })),
    ].map(({ key, timestamp }) => ({ key, timestamp }));
    answers.sort((a, b) => compareKeys([a.key, a.timestamp ?? ''], [b.key, b.timestamp ?? '']));
    const spanned = own.some(({ side }) => side !== 'client');
    return [{ clientId, operation, last, starts: starts.length, answers, spanned }];
  });
}

/**
 * A task given out once is over with any answer, whatever the clocks say. Given out again (the client came back, or an
 * upload was tried again), only an answer after the last time ends it.
 */
function isOpen({ starts, answers, last }: Assignment): boolean {
  if (answers.length === 0) return true;
  return starts > 1 && answers.every(({ key }) => key < last.key);
}

function viewOfSpan(span: TaskEvent): TaskView {
  return {
    kind: span.kind,
    side: span.side,
    clientId: span.client_id,
    operation: span.operation,
    start: span.start,
    end: span.end,
    measured: true,
    error: span.error,
    traceId: span.trace_id,
    spanId: span.span_id,
    parentSpanId: span.parent_span_id,
  };
}

/** A bar from the events alone, for tasks whose span was sampled away or is not there yet. */
function viewOfAssignment({ clientId, operation, last, answers }: Assignment): TaskView {
  const answer = answers.find(({ key }) => key >= last.key);
  return {
    kind: 'task',
    side: 'server',
    clientId,
    operation,
    start: last.start,
    end: answer?.timestamp,
    measured: false,
    error: undefined,
    traceId: undefined,
    spanId: undefined,
    parentSpanId: undefined,
  };
}
