import { open, rename, rm } from 'node:fs/promises';
import { readJournalFile } from '../journal/index.js';
import { draftOf } from '../sink-parts/index.js';
import { csvLine } from './csv.js';
import { UpdateColumns } from './update-columns.js';
import type { UpdateRow } from './update-row.js';
import { UpdateRows } from './update-rows.js';

/** Characters that are gathered before they are written. */
const CHUNK_LENGTH = 64 * 1024;

/** What was written. */
export interface WrittenTable {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Byte offset in the journal up to which the table holds its updates. */
  readonly sequence: number;
}

/** What is to be written, and where. */
export interface ClientUpdatesOptions {
  /** Path of a journal, ours or HiveWatch's. */
  readonly journal: string;
  /** Path of the CSV file; replaced as one step when everything is written. */
  readonly to: string;
  /** Byte offset of the journal to stop at; default its end. */
  readonly sequence?: number | undefined;
  /** Columns of all events up to {@link sequence}, from who has read them anyway: they are not looked for again. */
  readonly columns?: UpdateColumns | undefined;
}

/**
 * Writes every client update of a journal as one row of a CSV file (RFC 4180, UTF-8): all operations, parts merged, all
 * fields, free ones included, in the journal's names and units and with their exact values; objects and lists as JSON.
 * The journal is read twice, first for the columns if they are not given, in memory that does not grow with it. A journal that is still being
 * written is read up to where it ended at the first reading.
 *
 * @throws JournalFormatError when the journal's format is newer than this version
 * @throws Error (system error) when the journal cannot be read or the table not be written
 */
export async function writeClientUpdates(options: ClientUpdatesOptions): Promise<WrittenTable> {
  const { columns, sequence } = await columnsOf(options);
  const writer = columns.finish();
  let rows = 0;
  await replaceFile(options.to, async (write) => {
    await write(csvLine(writer.names));
    const updates = new UpdateRows();
    const writeRows = (whole: Iterable<UpdateRow>) => {
      let lines = '';
      for (const row of whole) {
        lines += csvLine(writer.cells(row));
        rows++;
      }
      return lines === '' ? undefined : write(lines);
    };
    if (sequence === 0) return;
    for await (const { event } of readJournalFile(options.journal, { to: sequence })) {
      await writeRows(updates.take(event));
    }
    await writeRows(updates.rest());
  });
  return { rows, columns: writer.names, sequence };
}

/** The columns of a table, and the byte offset of the last event that they were taken from. */
async function columnsOf({ journal, sequence: to, columns: known }: ClientUpdatesOptions) {
  if (known !== undefined && to !== undefined) return { columns: known, sequence: to };
  const columns = new UpdateColumns();
  let sequence = 0;
  for await (const item of readJournalFile(journal, { to })) {
    sequence = item.sequence;
    columns.take(item.event);
  }
  return { columns, sequence };
}

/** Writes a file beside the real place first, so that nobody ever reads half of it. */
async function replaceFile(
  path: string,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const temporary = draftOf(path);
  try {
    const file = await open(temporary, 'w');
    try {
      let waiting = '';
      await produce(async (text) => {
        waiting += text;
        if (waiting.length < CHUNK_LENGTH) return;
        const chunk = waiting;
        waiting = '';
        await file.appendFile(chunk);
      });
      await file.appendFile(waiting);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
