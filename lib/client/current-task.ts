import { type Context, context as contextApi, createContextKey } from '@opentelemetry/api';
import type { Core } from '../core/core.js';
import type { Loggable } from '../tracking/log-target.js';

/** A task as far as a writer needs it. */
export interface CurrentTask extends Loggable {
  readonly run: string;
  readonly client: string;
}

/** The part of Node's `AsyncLocalStorage` that is needed. */
interface TaskStorage {
  run<T>(task: CurrentTask, fn: () => T): T;
  getStore(): CurrentTask | undefined;
}

/** Where the task stands in a context. The key is the same in every copy of the package. */
const TASK_KEY = createContextKey('fedotel.task.1');
/** Where the storage of all copies of the package stands. */
const STORAGE_KEY = Symbol.for('fedotel.task-storage.1');

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
  const storage = taskStorage();
  const work = () => contextApi.with(context.setValue(TASK_KEY, task), fn);
  try {
    return await (storage === undefined ? work() : storage.run(task, work));
  } finally {
    tasks.delete(task);
  }
}

/**
 * The task that the calling code runs in: on Node.js by its asynchronous context, elsewhere by the context manager of the
 * app. Where neither carries the task along (browsers, callbacks of another context) it is the one that runs, unless a
 * run of this process, or another client's task, could be meant as well: `ambiguous` when nothing tells them apart.
 */
export function currentTask(core: Core): { readonly task: CurrentTask | undefined; readonly ambiguous: boolean } {
  const storage = taskStorage();
  const own = storage?.getStore() ?? (contextApi.active().getValue(TASK_KEY) as CurrentTask | undefined);
  if (own !== undefined) {
    return { task: own, ambiguous: false };
  }
  const tasks = [...(running.get(core) ?? [])];
  if (tasks.length === 0) {
    return { task: undefined, ambiguous: false };
  }
  const whose = new Set(tasks.map(({ run, client }) => `${run.length}:${run}${client}`));
  const hasRun = core.openRuns.size > 0;
  return hasRun || whose.size > 1
    ? { task: undefined, ambiguous: storage === undefined || !hasRun }
    : { task: tasks.at(-1), ambiguous: false };
}

/**
 * Node's asynchronous context, without an import: this file must load in browsers as well. Made when the first task runs;
 * one for all copies of the package.
 */
function taskStorage(): TaskStorage | undefined {
  const holder = globalThis as {
    [STORAGE_KEY]?: TaskStorage | null;
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  if (holder[STORAGE_KEY] === undefined) {
    const hooks = holder.process?.getBuiltinModule?.('node:async_hooks') as
      | { AsyncLocalStorage?: new () => TaskStorage }
      | undefined;
    holder[STORAGE_KEY] = hooks?.AsyncLocalStorage === undefined ? null : new hooks.AsyncLocalStorage();
  }
  return holder[STORAGE_KEY] ?? undefined;
}
