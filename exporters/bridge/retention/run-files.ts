import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { readJournalFile, runFileStem } from '../../journal/index.js';
import { NOTE_FOLDERS, notePath } from '../delivery/run-notes.js';
import type { SinkFiles } from '../sink.js';
import { builtInSinks } from '../sink-registry.js';

/** The run file itself. */
const JOURNAL_ENDING = '.jsonl';

/** What built-in destinations keep of a run. */
interface KeptOfRun {
  /** Its files in the runs folder. */
  readonly files: readonly SinkFiles[];
  /** What they remember it in. */
  readonly stateEndings: ReadonlySet<string>;
}

let kept: Promise<KeptOfRun> | undefined;

/** Asked of the destinations once, and only by who looks at files of runs: it loads all of them. */
function keptOfRun(): Promise<KeptOfRun> {
  kept ??= builtInSinks().then((sinks) => ({
    files: sinks.flatMap(({ files }) => (files === undefined ? [] : [files])),
    stateEndings: new Set(sinks.flatMap(({ stateEndings }) => stateEndings ?? [])),
  }));
  return kept;
}

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

/** The files of a run that there are: those in the runs folder, of whatever destination wrote them there. */
export async function findRunFiles(runsDir: string, stem: string): Promise<RunFiles> {
  const path = join(runsDir, `${stem}${JOURNAL_ENDING}`);
  const journal = await stat(path);
  let runId: Promise<string | undefined> | undefined;
  const paths = [path];
  for (const { folder = '', endings, list } of (await keptOfRun()).files) {
    const place = join(runsDir, folder);
    const readRunId = () => {
      runId ??= runIdOf(path);
      return runId;
    };
    if (list === undefined) paths.push(...endings.map((ending) => join(place, `${stem}${ending}`)));
    else paths.push(...(await list(place, stem, readRunId)));
  }
  const found: string[] = [];
  let bytes = 0;
  for (const path of paths) {
    const size = await stat(path).then(
      (entry) => (entry.isFile() ? entry.size : undefined),
      () => undefined,
    );
    if (size === undefined) continue;
    found.push(path);
    bytes += size;
  }
  return { stem, paths: found, bytes, journalBytes: journal.size, changedAt: journal.mtimeMs };
}

/** Removes a run's files and what is remembered about it; the run file first, so that a crash sends nothing twice. */
export async function removeRun(runsDir: string, { stem, paths }: RunFiles): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
  await removeEmptyFolders(runsDir, paths);
  const { stateEndings } = await keptOfRun();
  const state = join(runsDir, '.state');
  for (const sink of await namesIn(join(state, 'cursors'))) {
    await rm(cursorPath(runsDir, sink, stem), { force: true });
  }
  for (const sink of await namesIn(join(state, 'sinks'))) {
    const folder = join(state, 'sinks', sink);
    for (const ending of stateEndings) {
      await rm(join(folder, `${runFileStem(stem)}${ending}`), { force: true, recursive: true });
    }
    for (const name of NOTE_FOLDERS) await rm(notePath(folder, name, stem), { force: true });
  }
}

/** Folders of one run that have nothing any more; those of a destination stay, and those with somebody else's files. */
async function removeEmptyFolders(runsDir: string, paths: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const path of paths) {
    const [, ...below] = relative(runsDir, dirname(path)).split(sep);
    for (let folder = dirname(path), left = below.length; left > 0; folder = dirname(folder), left -= 1) {
      folders.add(folder);
    }
  }
  const deepestFirst = [...folders].sort((a, b) => b.length - a.length);
  for (const folder of deepestFirst) await rmdir(folder).catch(() => undefined);
}

/** The id that a journal begins with; `undefined` when it cannot be read. */
async function runIdOf(path: string): Promise<string | undefined> {
  try {
    for await (const { event } of readJournalFile(path, { maxEvents: 1 })) return event.run_id;
  } catch {
    // Then nothing is known to be its own but what is called like it.
  }
  return undefined;
}

/** File that says how far a destination has come in a run. */
export function cursorPath(runsDir: string, sink: string, stem: string): string {
  return join(runsDir, '.state', 'cursors', sink, `${runFileStem(stem)}.json`);
}

/** Names in a folder, none when it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
