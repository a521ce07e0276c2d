import { mapSteps, STEP, STEP_SIZE, type Steps } from '../../steps/index.js';

/** What the clocks are compared by. Times are epoch milliseconds; `undefined`: not known, or not over yet. */
export interface ClockedTask {
  readonly kind: 'round' | 'task' | 'aggregation' | 'evaluation';
  readonly side: 'server' | 'client' | undefined;
  /** Anything that tells clients apart. */
  readonly client: string | number | undefined;
  readonly operation: string | undefined;
  readonly start: number;
  readonly end: number | undefined;
  readonly error: string | undefined;
  readonly spanId: string | undefined;
  readonly parentSpanId: string | undefined;
}

/** Clocks of one machine, read in two processes, differ by no more than this. */
const SAME_CLOCK_MILLIS = 10;

/**
 * The server task that a client's span is the inside of: its parent, or the task of the same client and operation that
 * is nearest in time.
 */
export function serverTaskOf(span: ClockedTask, tasks: readonly ClockedTask[]): ClockedTask | undefined {
  const candidates = tasks.filter(
    ({ kind, side, client, operation }) =>
      kind === 'task' && side !== 'client' && client === span.client && operation === span.operation,
  );
  const parent = candidates.find(({ spanId }) => spanId !== undefined && spanId === span.parentSpanId);
  if (parent !== undefined || candidates.length < 2) return parent ?? candidates[0];
  const distance = ({ start }: ClockedTask) => Math.abs(start - span.start);
  return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best));
}

/**
 * By how many milliseconds a client's span has to move to lie within the server's task: server time rules.
 *
 * A few milliseconds are taken as rounding, and the span is pushed just inside. More means that the clocks disagree: then
 * way there and way back are taken to have been equally long, as NTP does. A task that the server gave up may end before
 * its client does, so that only its start is a bound.
 */
export function shiftInto(span: ClockedTask, task: ClockedTask): number {
  const early = Math.max(0, task.start - span.start);
  const isBound = task.end !== undefined && task.error === undefined;
  if (!isBound || task.end === undefined || span.end === undefined) return early;
  const late = Math.max(0, span.end - task.end);
  if (early === 0 && late === 0) return 0;
  const room = task.end - task.start - (span.end - span.start);
  if (room <= 0) return task.start - span.start;
  if (Math.max(early, late) <= SAME_CLOCK_MILLIS) return early - late;
  return task.start + room / 2 - span.start;
}

/** Milliseconds to move each task by; 0 for all but clients' spans that lie outside the server's task. */
export function* clockShifts(tasks: readonly ClockedTask[]): Steps<number[]> {
  const byClient = new Map<string | number | undefined, ClockedTask[]>();
  for (const [index, task] of tasks.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    const group = byClient.get(task.client);
    if (group === undefined) byClient.set(task.client, [task]);
    else group.push(task);
  }
  return yield* mapSteps(tasks, (task) => {
    if (task.kind !== 'task' || task.side !== 'client') return 0;
    const server = serverTaskOf(task, byClient.get(task.client) ?? []);
    return server === undefined ? 0 : shiftInto(task, server);
  });
}
