import type { Core } from '../core/core.js';
import { redactSecrets } from '../core/secrets.js';
import { copyEntries, cutText, entriesOf } from '../core/values.js';
import type { Logged, LoggedFact } from '../tracking/log-target.js';
import { StepCounters } from '../tracking/steps.js';
import { coarsen } from './coarsen.js';
import type { ReportLog } from './log-format.js';
import { packLog } from './pack-log.js';

/** Most values that wait for reports. */
const MAX_WAITING = 10_000;
/** Longest text that a report carries, UTF-16 units: more would leave no room for anything else. */
const MAX_REPORT_TEXT = 1500;
/** Clients whose log is kept: a simulation has many in one process. */
const MAX_LOGS = 10_000;

/**
 * What one client logged in this process and nobody has fetched yet, from task to task: what a report has no room for
 * waits for the next one, and what a failed task logged comes with it.
 */
export class ClientLog {
  readonly steps = new StepCounters();
  #waiting: Logged[] = [];
  #lost = 0;

  /** Keeps a value for the next report, in a form that fits into one. */
  add(logged: Logged): void {
    for (const part of fitted(logged)) {
      if (this.#waiting.length < MAX_WAITING) {
        this.#waiting.push(part);
      } else {
        this.#lost += 1;
      }
    }
  }

  /**
   * Takes out what fits into a report.
   *
   * @param startMillis the report's start, epoch milliseconds
   * @param maxBytes room as JSON
   * @returns `undefined` when there is nothing to say, or not even room to say how much waits
   */
  take(startMillis: number, maxBytes: number): ReportLog | undefined {
    if ((this.#waiting.length === 0 && this.#lost === 0) || maxBytes < 0) {
      return undefined;
    }
    const { log, left } = packLog(this.#waiting, startMillis, maxBytes);
    const lost = this.#lost;
    this.#waiting = left;
    this.#lost = 0;
    return {
      ...log,
      ...(left.length === 0 ? {} : { waiting: left.length }),
      ...(lost === 0 ? {} : { lost }),
    };
  }
}

/** A value in parts that a report can carry: facts one by one, long texts cut, histograms of many bins coarser. */
function fitted(logged: Logged): Logged[] {
  switch (logged.kind) {
    case 'scalar':
      return [logged];
    case 'histogram':
      return [{ ...logged, histogram: coarsen(logged.histogram) }];
    case 'text':
      return [{ ...logged, text: cutText(logged.text, MAX_REPORT_TEXT) }];
    case 'artifact':
      return [{ ...logged, given: copyEntries(logged.given, (key) => key, redactSecrets) }];
    default:
      return factsOf(logged);
  }
}

/** Copied now: the app may change its object before the task ends. */
function factsOf(logged: LoggedFact): LoggedFact[] {
  const entries = copyEntries(logged.given, (key) => key, redactSecrets);
  return [...entriesOf(entries)].map(([key, value]) => ({ ...logged, given: Object.fromEntries([[key, value]]) }));
}

const logs = new WeakMap<Core, Map<string, ClientLog>>();

/** The log of a client in a run, made when it is first asked for. */
export function clientLogOf(core: Core, run: string, attempt: number, client: string): ClientLog {
  const all = logs.get(core) ?? new Map<string, ClientLog>();
  logs.set(core, all);
  const key = JSON.stringify([run, attempt, client]);
  const known = all.get(key) ?? new ClientLog();
  // The last one used is the last one forgotten.
  all.delete(key);
  const oldest = all.keys().next();
  if (all.size >= MAX_LOGS && !oldest.done) {
    all.delete(oldest.value);
  }
  all.set(key, known);
  return known;
}
