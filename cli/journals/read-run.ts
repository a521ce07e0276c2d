import { readJournalFile } from '../../exporters/journal/index.js';
import { createRunModel, type RunView } from '../../exporters/run-model/index.js';
import { noEvents } from './faults.js';

/** A run as its journal tells it, and what is wrong with the journal. */
export interface ReadRun {
  readonly view: RunView;
  /** Lines that were no usable event. */
  readonly malformed: number;
  /** What was wrong with the first of them. */
  readonly firstFault: string | undefined;
}

/**
 * Reads a journal into a run.
 *
 * @throws JournalError when the file has no events at all
 * @throws JournalFormatError when a newer fedotel wrote it
 */
export async function readRun(path: string): Promise<ReadRun> {
  const reader = readJournalFile(path);
  const model = createRunModel();
  for await (const { event } of reader) model.apply(event);
  const { events, malformed, firstFault } = reader.counts;
  if (events === 0) throw noEvents(path, reader.counts);
  return { view: model.view(), malformed, firstFault };
}
