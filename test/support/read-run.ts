import type { JournalEvent } from '../../exporters/journal/events.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { createRunModel, type RunView } from '../../exporters/run-model/index.js';

/** All events of a journal file. @throws Error when it has lines that are no events */
export async function readEvents(path: string): Promise<JournalEvent[]> {
  const reader = readJournalFile(path);
  const events: JournalEvent[] = [];
  for await (const { event } of reader) events.push(event);
  const { malformed, unknown, tornBytes, firstFault } = reader.counts;
  if (malformed + unknown + tornBytes > 0) throw new Error(`${path} is not clean: ${firstFault ?? 'unknown or torn'}`);
  return events;
}

/** The run that a journal file tells. */
export async function readRun(path: string): Promise<RunView> {
  const model = createRunModel();
  for (const event of await readEvents(path)) model.apply(event);
  return model.view();
}
