import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournalFile } from '../../exporters/journal/index.js';
import { JournalError, reasonOf, systemCodeOf } from '../errors.js';
import type { JournalFileReference } from '../journals/find.js';
import type { Destination } from './destination.js';

const JOURNAL_ENDING = '.jsonl';
/** The run id stands near the beginning of all of them, but for Parquet, where it stands near the end. */
const PART_BYTES = 65_536;
const RUN_ID = /"run_id"\s*:\s*("(?:[^"\\]|\\.)*")/;
/** The run id is the first column of a table; one without rows belongs to nobody. */
const NOBODY = Symbol('nobody');
const CSV_HEAD = /^run_id,[^\r\n]*\r\n/;
const CSV_RUN_ID = /^run_id,[^\r\n]*\r\n(?:"((?:[^"]|"")*)"|([^",\r\n]*)),/;

/** Folder that a destination writes its files to; `undefined` when it says of none. */
export function targetFolder({ choice: { argument }, sink: { files } }: Destination, out: string): string | undefined {
  if (files === undefined) return undefined;
  return argument ?? (files.folder === undefined ? out : join(out, files.folder));
}

/**
 * Sees to it that an export replaces no file of another run: files are called as the journal is, and journals of
 * different folders may have one name.
 *
 * @throws JournalError naming the file and whose it is
 */
export async function checkTarget(destination: Destination, out: string, journal: JournalFileReference): Promise<void> {
  const folder = targetFolder(destination, out);
  if (folder === undefined) return;
  const runId = await runIdOf(journal.path);
  // In a runs folder the files belong to the journal that they stand beside.
  for (const ending of [...(destination.sink.files?.endings ?? []), JOURNAL_ENDING]) {
    const path = join(folder, `${journal.stem}${ending}`);
    const part = await readPart(path);
    if (part === undefined || runId === undefined) continue;
    const owner = ownerOf(part, ending);
    if (owner === runId || owner === NOBODY) continue;
    const whose = owner === undefined ? 'is no file of a run' : `is of run ${JSON.stringify(owner)}`;
    const advice = 'choose another folder with --out';
    throw new JournalError(`${path} ${whose}, not of run ${JSON.stringify(runId)} that is to be exported; ${advice}`);
  }
}

/** The run that a file is of; `undefined` when it is no file of a run. */
function ownerOf(part: string, ending: string): unknown {
  if (ending.endsWith('.csv')) {
    const [found, quoted, plain] = CSV_RUN_ID.exec(part) ?? [];
    if (found !== undefined) return quoted?.replaceAll('""', '"') ?? plain;
    return CSV_HEAD.test(part) ? NOBODY : undefined;
  }
  const text = RUN_ID.exec(part)?.[1];
  return text === undefined ? undefined : JSON.parse(text);
}

async function runIdOf(path: string): Promise<string | undefined> {
  for await (const { event } of readJournalFile(path, { maxEvents: 1 })) return event.run_id;
  return undefined;
}

/** The part of a file in which the run id stands. */
async function readPart(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const from = path.endsWith('.parquet') ? Math.max(0, size - PART_BYTES) : 0;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES, from);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw new JournalError(`${path}: expected a file that can be replaced, got ${reasonOf(error)}`);
  }
}
