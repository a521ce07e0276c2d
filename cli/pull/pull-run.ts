import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { loadSink, parseSinkChoice } from '../../exporters/bridge/sink-registry.js';
import { makeFolder, runFileStem } from '../../exporters/journal/index.js';
import type { RunState } from '../../exporters/run-model/index.js';
import type { CommandContext } from '../command.js';
import { CommandError, JournalError, reasonOf, systemCodeOf } from '../errors.js';
import { exportTo } from '../export/export-to.js';
import type { Patience } from '../export/patience.js';
import { readRun } from '../journals/read-run.js';
import { makeWorkFolder, type WorkFolder } from '../work-folder.js';
import { FileNames } from './file-names.js';
import type { Fetched, MissingFile, PullSource } from './source.js';

/** What is made of the run file, beside it. */
const MADE = ['map', 'html', 'csv'] as const;
/** Says what a folder holds. */
const NOTE = 'pull.json';

/** One file of a pulled run. */
export interface PulledFile extends Fetched {
  /** Path below the run's folder, with `/`. */
  readonly path: string;
}

/** What was pulled. */
export interface PulledRun {
  readonly format: 1;
  readonly run_id: string;
  readonly state: RunState;
  /** Where it came from. */
  readonly from: string;
  /** ISO 8601. */
  readonly pulled_at: string;
  /** The run file first, then what the run registered. What is made of the run file is not listed. */
  readonly files: readonly PulledFile[];
  /** What the run registered and was not to be had. */
  readonly missing: readonly MissingFile[];
}

/** What pulling needs. */
export interface PullTools {
  readonly context: CommandContext;
  readonly patience: Patience;
}

/**
 * Collects a run in a folder of its own below `out`: run file, map, page, tables, and the files that the run registered.
 * The folder appears when all of it is whole; a former one of the same run is replaced.
 *
 * @returns what was pulled and the folder's path
 * @throws CommandError when something is not to be had whole, or the folder is somebody else's
 */
export async function pullRun(
  source: PullSource,
  out: string,
  tools: PullTools,
): Promise<{ readonly pulled: PulledRun; readonly folder: string }> {
  const { path: work, remove } = await workFolder(out);
  try {
    const first = join(work, 'run.jsonl');
    const journal = await source.journal(first);
    const { view } = await readRun(first).catch((error: unknown) => {
      // The copy is gone when this is read.
      throw error instanceof JournalError ? new CommandError(error.message.replace(first, () => source.place)) : error;
    });
    const stem = runFileStem(view.runId);
    const path = `${stem}.jsonl`;
    const home = join(work, stem);
    await mkdir(home);
    await rename(first, join(home, path));
    const files: PulledFile[] = [{ path, ...journal }];
    const listed = await source.files();
    const names = new FileNames();
    for (const file of listed.files) {
      tools.patience.check();
      const own = `files/${names.pathFor(file.name)}`;
      await mkdir(dirname(join(home, own)), { recursive: true });
      files.push({ path: own, ...(await source.file(file, join(home, own))) });
    }
    await makeFiles(home, stem, tools);
    const pulled: PulledRun = {
      ...{ format: 1, run_id: view.runId, state: view.state, from: source.place },
      ...{ pulled_at: new Date().toISOString(), files, missing: listed.missing },
    };
    await writeFile(join(home, NOTE), `${JSON.stringify(pulled, null, 2)}\n`);
    const folder = join(resolve(out), stem);
    await putInPlace(home, folder, view.runId, work);
    return { pulled, folder };
  } finally {
    await remove();
  }
}

/** Beside the folder to come, so that it can be put in place at once. */
async function workFolder(out: string): Promise<WorkFolder> {
  try {
    await makeFolder(out);
    return await makeWorkFolder(out, '.fedotel-pull-');
  } catch (error) {
    throw new CommandError(`--out ${out}: expected a writable folder, got ${reasonOf(error)}`);
  }
}

async function makeFiles(home: string, stem: string, { context, patience }: PullTools): Promise<void> {
  const journal = { path: join(home, `${stem}.jsonl`), stem };
  for (const name of MADE) {
    const choice = parseSinkChoice(name);
    const sink = await loadSink(choice);
    const tools = { out: home, patience, context, command: 'runs pull', artifactRoots: [] };
    const { failed } = await exportTo({ choice, sink }, [journal], tools);
    const [first] = failed;
    if (first !== undefined) throw new CommandError(first.reason);
  }
}

/** Puts a whole folder in its place; what was there before goes to the work folder, and with it. */
async function putInPlace(home: string, folder: string, runId: string, work: string): Promise<void> {
  const owner = await ownerOf(folder);
  if (owner !== undefined && owner !== runId) {
    const whose = owner === '' ? 'is there and was not made by runs pull' : `is of run ${JSON.stringify(owner)}`;
    throw new CommandError(`${folder} ${whose}; choose another folder with --out`);
  }
  if (owner !== undefined) await rename(folder, join(work, 'former'));
  await rename(home, folder);
}

/** The run that a folder was pulled of; empty when it is something else, `undefined` when there is none. */
async function ownerOf(folder: string): Promise<string | undefined> {
  try {
    const { run_id: runId } = JSON.parse(await readFile(join(folder, NOTE), 'utf8')) as Partial<PulledRun>;
    return typeof runId === 'string' ? runId : '';
  } catch (error) {
    return systemCodeOf(error) === 'ENOENT' && !existsSync(folder) ? undefined : '';
  }
}
