import type { OpenTask } from './open-task.js';

/** Most tasks that may be open at once. */
const MAX_OPEN = 200_000;

/** Whom an update, drop-out or failure is about. */
export interface TaskQuery {
  readonly round: number;
  readonly client: string;
  /** Any operation when absent. */
  readonly operation: string | undefined;
  /** Round whose model the client started from. */
  readonly baseRound?: number | undefined;
}

/** The open tasks of a run, by client. */
export class TaskTable {
  readonly #byClient = new Map<string, OpenTask[]>();
  /** Asynchronous: an answer may be given in a later round than its task. */
  readonly #acrossRounds: boolean;
  #size = 0;

  constructor(acrossRounds: boolean) {
    this.#acrossRounds = acrossRounds;
  }

  /** `false` when too many tasks are open already. */
  add(task: OpenTask): boolean {
    if (this.#size >= MAX_OPEN) {
      return false;
    }
    const tasks = this.#byClient.get(task.client);
    if (tasks === undefined) {
      this.#byClient.set(task.client, [task]);
    } else {
      tasks.push(task);
    }
    this.#size += 1;
    return true;
  }

  remove(task: OpenTask): void {
    const tasks = this.#byClient.get(task.client) ?? [];
    const index = tasks.indexOf(task);
    if (index >= 0) {
      tasks.splice(index, 1);
      this.#size -= 1;
    }
    if (tasks.length === 0) {
      this.#byClient.delete(task.client);
    }
  }

  /** The task that an answer belongs to: of its round, else of its base round, else (asynchronous only) the oldest. */
  find(query: TaskQuery): OpenTask | undefined {
    const tasks = this.#byClient.get(query.client);
    if (tasks === undefined) {
      return undefined;
    }
    const fitting = tasks.filter((task) => query.operation === undefined || task.operation === query.operation);
    const exact = fitting.find((task) => task.round === query.round);
    if (exact !== undefined || !this.#acrossRounds) {
      return exact;
    }
    return fitting.find((task) => task.round === query.baseRound) ?? fitting[0];
  }

  /** Open tasks of one round, or all of them. */
  list(round?: number): OpenTask[] {
    return [...this.#byClient.values()].flat().filter((task) => round === undefined || task.round === round);
  }
}
