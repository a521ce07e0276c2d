import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import { TABLE_NAMES } from '../../tables/index.js';
import { NOTE_FOLDERS, notePath } from '../delivery/run-notes.js';

/** Endings of the files that stand beside each other for one run. The run file itself is the first. */
const ENDINGS = [
  ...['.jsonl', '.map.json', '.geojson', '.html'],
  ...TABLE_NAMES.flatMap((table) => [`.${table}.csv`, `.${table}.parquet`]),
];

/** Endings of what a destination remembers a run in: its place there, what was refused, its clients' runs. */
const STATE_ENDINGS = ['.json', '.creating', '.refused.jsonl', '.online.json', '.clients'];

/** What a run takes on disk, and since when nothing was added. */
export interface RunFiles {
  readonly stem: string;
  /** Run file first: without it nothing is delivered again. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Size of the run file. */
  readonly journalBytes: number;
  /** When the run file last grew, epoch milliseconds. */
  readonly changedAt: number;
}

/** The files of a run that there are. */
export async function findRunFiles(runsDir: string, stem: string): Promise<RunFiles> {
  const journal = await stat(join(runsDir, `${stem}.jsonl`));
  const paths: string[] = [];
  let bytes = 0;
  for (const ending of ENDINGS) {
    const path = join(runsDir, `${stem}${ending}`);
    const size = await stat(path).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    );
    if (size === undefined) continue;
    paths.push(path);
    bytes += size;
  }
  return { stem, paths, bytes, journalBytes: journal.size, changedAt: journal.mtimeMs };
}

/** Removes a run's files and what is remembered about it; the run file first, so that a crash sends nothing twice. */
export async function removeRun(runsDir: string, { stem, paths }: RunFiles): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
  const state = join(runsDir, '.state');
  for (const sink of await namesIn(join(state, 'cursors'))) {
    await rm(cursorPath(runsDir, sink, stem), { force: true });
  }
  for (const sink of await namesIn(join(state, 'sinks'))) {
    const folder = join(state, 'sinks', sink);
    for (const ending of STATE_ENDINGS) {
      await rm(join(folder, `${runFileStem(stem)}${ending}`), { force: true, recursive: true });
    }
    for (const name of NOTE_FOLDERS) await rm(notePath(folder, name, stem), { force: true });
  }
}

/** File that says how far a destination has come in a run. */
export function cursorPath(runsDir: string, sink: string, stem: string): string {
  return join(runsDir, '.state', 'cursors', sink, `${runFileStem(stem)}.json`);
}

/** Names in a folder, none when it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
