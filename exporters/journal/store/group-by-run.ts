import { wellFormed } from '../codec/encode.js';
import type { JournalEvent } from '../events.js';
import type { ClientUpdate } from '../updates/client-update.js';
import type { RunCall } from './run-file.js';

interface OpenCall extends RunCall {
  readonly updates: ClientUpdate[];
  readonly events: JournalEvent[];
}

/** Parts a call by the run that each event and update belongs to; in each run, and among the runs, the order stays. */
export function groupByRun(
  events: readonly JournalEvent[],
  updates: readonly ClientUpdate[],
): ReadonlyMap<string, RunCall> {
  const byRun = new Map<string, OpenCall>();
  const callOf = (runId: string): OpenCall => {
    let call = byRun.get(runId);
    if (call === undefined) {
      call = { updates: [], events: [] };
      byRun.set(runId, call);
    }
    return call;
  };
  let [group, call]: [unknown, OpenCall | undefined] = [undefined, undefined];
  for (const update of updates) {
    if (call === undefined || update.group !== group) {
      group = update.group;
      call = callOf(wellFormed(update.group.runId));
    }
    call.updates.push(update);
  }
  for (const event of events) {
    // An id that no file can hold as it is must be one id before and after a restart.
    const runId = wellFormed(event.run_id);
    callOf(runId).events.push(runId === event.run_id ? event : { ...event, run_id: runId });
  }
  return byRun;
}
