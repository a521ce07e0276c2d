import { type Context, context as contextApi, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Core } from '../core/core.js';
import type { Loggable } from '../tracking/log-target.js';

/** A task as far as a writer needs it. */
export interface CurrentTask extends Loggable {
  readonly run: string;
  readonly client: string;
}

/** Where the task stands in a context. The key is the same in every copy of the package. */
const TASK_KEY = createContextKey('fedotel.task.1');

/** Tasks that run now, by core. */
const running = new WeakMap<Core, Set<CurrentTask>>();

/** Runs a function as a task's: code inside finds the task by `currentTask`. */
export async function runAsTask<T>(
  core: Core,
  task: CurrentTask,
  context: Context,
  fn: () => T | Promise<T>,
): Promise<T> {
  const tasks = running.get(core) ?? new Set();
  running.set(core, tasks.add(task));
  try {
    return await contextApi.with(context.setValue(TASK_KEY, task), fn);
  } finally {
    tasks.delete(task);
  }
}

/**
 * The task that the calling code runs in. Where no context manager carries it along (browsers), that is the one that
 * runs, unless a run of this process could be meant as well; `ambiguous` when there are several, of several clients.
 */
export function currentTask(core: Core): { readonly task: CurrentTask | undefined; readonly ambiguous: boolean } {
  const active = contextApi.active();
  const own = active.getValue(TASK_KEY) as CurrentTask | undefined;
  const tasks = [...(running.get(core) ?? [])];
  if (own !== undefined || tasks.length === 0) {
    return { task: own, ambiguous: false };
  }
  const whose = new Set(tasks.map(({ run, client }) => `${run.length}:${run}${client}`));
  // A context of the app's own shows that contexts are carried along, so this code is no task's.
  const isServer = core.openRuns.size > 0;
  if (isServer || whose.size > 1) {
    return { task: undefined, ambiguous: active === ROOT_CONTEXT && !carriesContexts() };
  }
  return { task: tasks.at(-1), ambiguous: false };
}

/** Whether there is a context manager. */
function carriesContexts(): boolean {
  const marked = ROOT_CONTEXT.setValue(TASK_KEY, undefined);
  return contextApi.with(marked, () => contextApi.active() === marked);
}
