import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeJson } from '../journal/codec/encode.js';
import type { JsonValue } from '../journal/events.js';
import type { DescribeOutput } from '../projection/index.js';
import { portionsOf } from '../sink-parts/index.js';

/** A file that is made of the run's journal. */
export interface RunDocument {
  /** Name among the run's artifacts. */
  readonly name: string;
  /** Path of the file. */
  readonly file: string;
}

/** Files made of a run, in a folder of their own that is removed with them. */
export interface RunDocuments {
  readonly documents: readonly RunDocument[];
  remove(): Promise<void>;
}

/** What files are made of. */
export interface DocumentSource {
  readonly describe: DescribeOutput | undefined;
  /** Path of the journal; without one there are configuration and texts only. */
  readonly journal: string | undefined;
  /** Spells a text of the run that is no string. */
  readonly spell: (value: JsonValue) => string;
}

const FOLDER_PREFIX = 'files-';
/** As `mkdtemp` completes the prefix. */
const FOLDER = /^files-[A-Za-z0-9]{6}$/;

/**
 * Removes the folders of files that processes left which were killed. Only for who has the state to himself: a bridge
 * that begins, which has locked the runs folder.
 *
 * @param stateDir as in {@link writeDocuments}; it need not be there
 */
export async function removeLeftDocuments(stateDir: string): Promise<void> {
  for (const entry of await readdir(stateDir, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || !FOLDER.test(entry.name)) continue;
    // What cannot be removed now is no reason not to begin.
    await rm(join(stateDir, entry.name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Writes what belongs to a run's artifacts: its configuration, its texts and histograms, the map, the page with this run in
 * it, and the table of every client update.
 * The journal is read twice, the second time for the table; memory does not grow with it.
 *
 * @param stateDir in which the files get a folder of their own
 * @throws Error (system error) when the disk does not take it
 */
export async function writeDocuments(
  { describe, journal, spell }: DocumentSource,
  stateDir: string,
): Promise<RunDocuments> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(stateDir, FOLDER_PREFIX));
  const remove = () => rm(folder, { recursive: true, force: true });
  const documents: RunDocument[] = [];
  const add = async (name: string, content: string | Iterable<string>) => {
    const file = join(folder, String(documents.length));
    await writeText(file, content);
    documents.push({ name, file });
  };
  try {
    const { config = {}, text = {} } = describe ?? {};
    await add('config.json', `${encodeJson(config)}\n`);
    for (const [name, value] of Object.entries(text)) {
      await add(`text/${name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 100)}.txt`, spell(value));
    }
    if (journal !== undefined) {
      // A process that makes no files has no need of table, map and page, which are most of what there is to load.
      const { addJournalDocuments } = await import('./journal-documents.js');
      await addJournalDocuments({ journal, folder, documents, add });
    }
    return { documents, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Writes a file piece by piece: the map of a long run is larger than all that is known of it. */
async function writeText(path: string, content: string | Iterable<string>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const portion of portionsOf(content)) await file.writeFile(portion);
  } finally {
    await file.close();
  }
}
