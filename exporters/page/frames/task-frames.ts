import { millisOf, type ShiftedTask, type TaskView } from '../../run-model/index.js';
import { STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
import type { TaskFrame } from '../types.js';
import { present } from './values.js';

/** The bars of a round's timeline. */
export interface TaskFrames {
  readonly frames: readonly TaskFrame[];
  /** Index of the frame by index of the task; `undefined` for tasks without a usable start. */
  readonly places: readonly (number | undefined)[];
}

/**
 * The bars of a round's timeline. The server's clock rules: what a client measured in its own process is moved to lie
 * within the server's task when the two clocks disagree, and says by how much.
 *
 * @param shifted tasks to move, as the round's explanation has them
 */
export function* taskFrames(
  tasks: readonly TaskView[],
  indexOf: (id: string) => number,
  shifted: readonly ShiftedTask[],
): Steps<TaskFrames> {
  const shifts = new Map(shifted.map(({ task, millis }) => [task, millis]));
  const frames: TaskFrame[] = [];
  const places: (number | undefined)[] = [];
  for (const [index, task] of tasks.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    const start = millisOf(task.start);
    if (start === undefined) {
      places.push(undefined);
      continue;
    }
    const end = millisOf(task.end);
    const shift = shifts.get(index);
    const { kind, side, clientId, operation, measured, error, traceId } = task;
    places.push(frames.length);
    frames.push(
      present<TaskFrame>({
        kind,
        side,
        client: clientId === undefined ? undefined : indexOf(clientId),
        operation,
        start: start + (shift ?? 0),
        end: end === undefined ? undefined : end + (shift ?? 0),
        measured,
        error,
        shifted: shift,
        traceId,
      }),
    );
  }
  return { frames, places };
}
