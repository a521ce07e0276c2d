import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SinkChoice } from '../../exporters/bridge/index.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { JournalError, reasonOf, systemCodeOf } from '../errors.js';
import type { JournalFileReference } from '../journals/find.js';

/** Endings of the files that built-in destinations keep for each run. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['map', '.map.json'],
  ['geojson', '.geojson'],
  ['html', '.html'],
]);
const JOURNAL_ENDING = '.jsonl';
/** The run id stands near the beginning of all of them. */
const HEAD_BYTES = 65_536;
const RUN_ID = /"run_id"\s*:\s*("(?:[^"\\]|\\.)*")/;

/** Folder that a destination writes its files to; `undefined` when it keeps none. */
export function targetFolder({ name, argument }: SinkChoice, out: string): string | undefined {
  return ENDINGS.has(name) ? (argument ?? out) : undefined;
}

/**
 * Sees to it that an export replaces no file of another run: files are called as the journal is, and journals of
 * different folders may have one name.
 *
 * @throws JournalError naming the file and whose it is
 */
export async function checkTarget(choice: SinkChoice, out: string, journal: JournalFileReference): Promise<void> {
  const folder = targetFolder(choice, out);
  if (folder === undefined) return;
  const runId = await runIdOf(journal.path);
  // In a runs folder the files belong to the journal that they stand beside.
  for (const ending of [`${ENDINGS.get(choice.name)}`, JOURNAL_ENDING]) {
    const path = join(folder, `${journal.stem}${ending}`);
    const head = await readHead(path);
    if (head === undefined || runId === undefined) continue;
    const text = RUN_ID.exec(head)?.[1];
    const owner: unknown = text === undefined ? undefined : JSON.parse(text);
    if (owner === runId) continue;
    const whose = owner === undefined ? 'is no file of a run' : `is of run ${JSON.stringify(owner)}`;
    const advice = 'choose another folder with --out';
    throw new JournalError(`${path} ${whose}, not of run ${JSON.stringify(runId)} that is to be exported; ${advice}`);
  }
}

async function runIdOf(path: string): Promise<string | undefined> {
  for await (const { event } of readJournalFile(path, { maxEvents: 1 })) return event.run_id;
  return undefined;
}

async function readHead(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw new JournalError(`${path}: expected a file that can be replaced, got ${reasonOf(error)}`);
  }
}
