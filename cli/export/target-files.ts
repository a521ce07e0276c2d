import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SinkChoice } from '../../exporters/bridge/index.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { JournalError, systemCodeOf } from '../errors.js';
import type { JournalFileReference } from '../journals/find.js';

/** Endings of the files that built-in destinations keep for each run. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['map', '.map.json'],
  ['geojson', '.geojson'],
]);
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
  const target = join(folder, `${journal.stem}${ENDINGS.get(choice.name)}`);
  const head = await readHead(target);
  if (head === undefined) return;
  const text = RUN_ID.exec(head)?.[1];
  const owner: unknown = text === undefined ? undefined : JSON.parse(text);
  for await (const { event } of readJournalFile(journal.path, { maxEvents: 1 })) {
    if (owner === event.run_id) return;
    const whose = owner === undefined ? 'is no file of ours' : `is of run ${JSON.stringify(owner)}`;
    throw new JournalError(`${target} ${whose} and would be replaced; choose another folder with --out`);
  }
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
    throw error;
  }
}
