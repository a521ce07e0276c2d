import { readJournalFile } from '../exporters/journal/index.js';
import { createRunModel, type RunView } from '../exporters/run-model/index.js';
import { CommandError } from './errors.js';

/** A run as its journal tells it, and what is wrong with the journal. */
export interface ReadRun {
  readonly view: RunView;
  /** Lines that were no usable event. */
  readonly malformed: number;
}

/** Reads a journal into a run. @throws CommandError when the file has no events at all */
export async function readRun(path: string): Promise<ReadRun> {
  const reader = readJournalFile(path);
  const model = createRunModel();
  for await (const { event } of reader) model.apply(event);
  const { events, malformed, firstFault } = reader.counts;
  if (events === 0)
    throw new CommandError(`${path}: expected a journal, found no events (${firstFault ?? 'empty file'})`);
  return { view: model.view(), malformed };
}
