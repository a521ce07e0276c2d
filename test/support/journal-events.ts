import type { RunReference, SequencedEvent } from '../../exporters/bridge/index.js';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { encodeLine, readJournalFile } from '../../exporters/journal/index.js';

/** HiveWatch's log of everything that it can say. */
export const FULL = 'test/fixtures/hivewatch/full.jsonl';
/** The run of HiveWatch's log. */
export const fullRun: RunReference = { runId: 'run-full-0001', stem: 'full', journal: FULL };

/** A journal's events with their places. */
export async function eventsOf(path: string): Promise<SequencedEvent[]> {
  const events: SequencedEvent[] = [];
  for await (const event of readJournalFile(path)) events.push(event);
  return events;
}

/** Events as they would stand in a journal. */
export function sequenced(events: readonly JournalEvent[]): SequencedEvent[] {
  let sequence = 0;
  return events.map((event) => {
    sequence += Buffer.byteLength(encodeLine(event)) + 1;
    return { event, sequence };
  });
}
