import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournalFile } from '../journal/index.js';
import { hiveWatchMapText } from '../map/index.js';
import { documentInTurns } from '../page/frames/index.js';
import { singleFile } from '../page/html/index.js';
import { VIEWER } from '../page/viewer-folder.js';
import { createRunModel, isDetail } from '../run-model/index.js';
import { UpdateColumns, writeClientUpdates } from '../tables/index.js';
import { LoggedDocuments } from './logged-documents.js';
import type { RunDocument } from './run-documents.js';

/** Bytes of a journal whose single clients are on map and page; the table has them all. */
const MAP_BYTES = 64 * 1024 * 1024;

/** Where files that are made of a journal go. */
export interface JournalDocuments {
  /** Path of the journal. */
  readonly journal: string;
  /** Folder for the files. */
  readonly folder: string;
  /** Gets the files. */
  readonly documents: RunDocument[];
  /** Writes a file of this content, or of its pieces, and adds it to them. */
  add(name: string, content: string | Iterable<string>): Promise<void>;
}

/**
 * Makes the files that want a whole journal: texts and histograms, the map, the page, the table of every client update.
 *
 * @throws Error (system error) when the disk does not take it
 */
export async function addJournalDocuments({ journal, folder, documents, add }: JournalDocuments): Promise<void> {
  const logged = new LoggedDocuments(folder);
  const { model, columns, sequence } = await readRun(journal, logged);
  documents.push(...(await logged.finish()));
  const document = await documentInTurns(model, 0);
  await add('map.json', hiveWatchMapText(model.view()));
  // A build without the page has none to give.
  const page = await readFile(new URL('single.html', VIEWER), 'utf8').catch(() => undefined);
  const packed = page === undefined ? undefined : singleFile(page, document);
  // It is packed in a thread of its own while the table is written; a failure is heard of where it is waited for.
  packed?.catch(() => undefined);
  const file = join(folder, 'updates.csv');
  await writeClientUpdates({ journal, to: file, columns, sequence });
  if (packed !== undefined) await add('run.html', await packed);
  documents.push({ name: 'client-updates.csv', file });
}

/** What a run looks like, and what its table needs to know before its first row. */
async function readRun(journal: string, logged: LoggedDocuments) {
  const model = createRunModel();
  const columns = new UpdateColumns();
  let last = 0;
  for await (const { event, sequence } of readJournalFile(journal)) {
    last = sequence;
    if (sequence <= MAP_BYTES || !isDetail(event)) model.apply(event);
    columns.take(event);
    await logged.take(event);
  }
  return { model, columns, sequence: last };
}
