import { millisOf, type TaskView } from '../../run-model/index.js';
import type { TaskFrame } from '../types.js';
import { present } from './values.js';

interface Times {
  readonly start: number;
  readonly end: number | undefined;
}

/**
 * The bars of a round's timeline. The server's clock rules: what a client measured in its own process is moved to lie
 * within the server's task when the two clocks disagree, and says by how much.
 */
export function taskFrames(tasks: readonly TaskView[], indexOf: (id: string) => number): TaskFrame[] {
  const servers = serverTimes(tasks);
  return tasks.flatMap((task) => {
    const times = timesOf(task);
    if (times === undefined) return [];
    const around = task.side === 'client' ? serverOf(task, servers) : undefined;
    const shifted = around === undefined ? 0 : shiftInto(times, around);
    const { kind, side, clientId, operation, measured, error, traceId } = task;
    return present<TaskFrame>({
      kind,
      side,
      client: clientId === undefined ? undefined : indexOf(clientId),
      operation,
      start: times.start + shifted,
      end: times.end === undefined ? undefined : times.end + shifted,
      measured,
      error,
      shifted: shifted === 0 ? undefined : shifted,
      traceId,
    });
  });
}

/** `undefined` for a task without a usable start. */
function timesOf({ start, end }: TaskView): Times | undefined {
  const begin = millisOf(start);
  return begin === undefined ? undefined : { start: begin, end: millisOf(end) };
}

/** The server's tasks by their span, and the last of each client and operation. */
function serverTimes(tasks: readonly TaskView[]): ReadonlyMap<string, Times> {
  const servers = new Map<string, Times>();
  for (const task of tasks) {
    const times = task.side === 'client' || task.kind !== 'task' ? undefined : timesOf(task);
    if (times === undefined) continue;
    if (task.spanId !== undefined) servers.set(`span ${task.spanId}`, times);
    servers.set(pairOf(task), times);
  }
  return servers;
}

function serverOf(task: TaskView, servers: ReadonlyMap<string, Times>): Times | undefined {
  return (
    (task.parentSpanId === undefined ? undefined : servers.get(`span ${task.parentSpanId}`)) ??
    servers.get(pairOf(task))
  );
}

function pairOf({ clientId = '', operation = '' }: TaskView): string {
  return `task ${operation.length} ${operation}${clientId}`;
}

/**
 * Milliseconds to move a client's span by: none while it lies within the server's, otherwise to its middle, as NTP
 * would (the way there and the way back are taken to be equal).
 */
function shiftInto({ start, end }: Times, around: Times): number {
  if (around.end === undefined || end === undefined) return Math.max(0, around.start - start);
  if (start >= around.start && end <= around.end) return 0;
  return (around.start - start + (around.end - end)) / 2;
}
