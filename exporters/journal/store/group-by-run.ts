import { wellFormed } from '../codec/encode.js';
import { ClientUpdate, type JournalEntry } from '../updates/client-update.js';

/** Parts a call by the run that each entry belongs to; the order stays, of the runs and in each. */
export function groupByRun(entries: readonly JournalEntry[]): ReadonlyMap<string, readonly JournalEntry[]> {
  const byRun = new Map<string, JournalEntry[]>();
  const entriesOf = (runId: string): JournalEntry[] => {
    const own = byRun.get(runId) ?? [];
    if (own.length === 0) byRun.set(runId, own);
    return own;
  };
  // Updates come in long rows of one group.
  let [group, own]: [unknown, JournalEntry[]] = [undefined, []];
  for (const entry of entries) {
    if (entry instanceof ClientUpdate) {
      if (entry.group !== group) {
        group = entry.group;
        own = entriesOf(wellFormed(entry.group.runId));
      }
      own.push(entry);
    } else {
      // An id that no file can hold as it is must be one id before and after a restart.
      const runId = wellFormed(entry.run_id);
      entriesOf(runId).push(runId === entry.run_id ? entry : { ...entry, run_id: runId });
    }
  }
  return byRun;
}
