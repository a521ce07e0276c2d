import { existsSync } from 'node:fs';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { createRunModel, type RunView } from '../../exporters/run-model/index.js';

/** All events of a journal file that nobody writes now. @throws Error when it has lines that are no events */
export async function readEvents(path: string): Promise<JournalEvent[]> {
  const { events, isTorn } = await wholeLines(path);
  if (isTorn) throw new Error(`${path} is not clean: torn`);
  return events;
}

/**
 * The events so far of a journal file that another process may be writing: there may be no file yet, and a reader may
 * see the beginning of a line before its end.
 *
 * @throws Error when it has whole lines that are no events
 */
export async function readEventsSoFar(path: string): Promise<JournalEvent[]> {
  return existsSync(path) ? (await wholeLines(path)).events : [];
}

async function wholeLines(path: string): Promise<{ readonly events: JournalEvent[]; readonly isTorn: boolean }> {
  const reader = readJournalFile(path);
  const events: JournalEvent[] = [];
  for await (const { event } of reader) events.push(event);
  const { malformed, unknown, tornBytes, firstFault } = reader.counts;
  if (malformed + unknown > 0) throw new Error(`${path} is not clean: ${firstFault ?? 'unknown'}`);
  return { events, isTorn: tornBytes > 0 };
}

/** The run that a journal file tells. */
export async function readRun(path: string): Promise<RunView> {
  const model = createRunModel();
  for (const event of await readEvents(path)) model.apply(event);
  return model.view();
}
