import type { RunIdentity } from './records.js';

/** A task of a client that runs in this process. */
export interface WatchedTask {
  readonly run: RunIdentity;
  /** The id that the server reports this client by; empty where privacy keeps single clients out. */
  readonly client: string;
  readonly round: number;
  /** Epoch milliseconds of its start. */
  readonly startMillis: number;
  /** What is measured may leave by the task's report only, because privacy has something to hide or leave out. */
  readonly byReport: boolean;
}

/** What was measured during a task, for its report. */
export interface TaskResources {
  /** Epoch seconds of the first and the last sample. */
  readonly from: number;
  readonly to: number;
  /** Where counters stood at first, by field of a `resource_sample`. */
  readonly first: Readonly<Record<string, number>>;
  /** Where they stood at last, and means over the task of everything else. */
  readonly last: Readonly<Record<string, number>>;
}

/** Whoever measures while tasks run. Methods must not throw. */
export interface TaskWatcher {
  started(task: WatchedTask): void;
  /** Resolves within a fraction of a second. @returns what the report should say; `undefined` when it needs to say nothing */
  ended(task: WatchedTask): Promise<TaskResources | undefined>;
}

/** Tells watchers of a task. @returns what is to be called at its end; `undefined` when nobody watches */
export function watchTask(
  watchers: ReadonlySet<TaskWatcher>,
  task: WatchedTask,
): (() => Promise<TaskResources | undefined>) | undefined {
  const told = [...watchers];
  if (told.length === 0) {
    return undefined;
  }
  for (const watcher of told) {
    watcher.started(task);
  }
  return async () => {
    const results = await Promise.all(told.map((watcher) => watcher.ended(task)));
    return results.find((result) => result !== undefined);
  };
}
