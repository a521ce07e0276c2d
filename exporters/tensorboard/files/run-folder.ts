import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../journal/index.js';
import type { PerClientMode } from '../../projection/index.js';
import { draftOf, keepJson, parsePerClient, removeLeftDrafts } from '../../sink-parts/index.js';

/** File in a run's folder that says whose it is. TensorBoard looks at event files only. */
export const NOTE_FILE = '.fedotel.json';
const FORMAT = 1;
/** Event files of ours, and of anybody. */
const OUR_FILE = /^events\.out\.tfevents\.\d+\.fedotel$/;
const EVENT_FILE = /tfevents/;

/** What is kept of a run beside its event files. */
export interface FolderNote {
  readonly runId: string;
  /** Mark of the journal's first event: another one is another journal. */
  readonly head: string;
  /** How single clients are shown: chosen once. */
  readonly perClient: PerClientMode;
  /** Byte offsets in the journal at which what was held back for missing data was written without them. */
  readonly settledAt: readonly number[];
}

/** A run's folder, or why nothing is written into it. */
export type OpenedFolder =
  | { readonly kind: 'ok'; readonly note: FolderNote }
  | { readonly kind: 'park'; readonly reason: string };

/**
 * Sees to it that a folder is the run's: one that is new, or was so before. What an earlier journal of the same run id
 * left is removed, which is our event files only.
 *
 * @param fresh what is kept of the run when nothing is yet
 * @throws Error (system error)
 */
export async function openFolder(folder: string, fresh: FolderNote): Promise<OpenedFolder> {
  const note = await readNote(folder);
  const advice = 'choose another folder with --to tensorboard=DIR';
  if (note === undefined) {
    const foreign = (await namesIn(folder)).find((name) => EVENT_FILE.test(name) && !OUR_FILE.test(name));
    if (foreign !== undefined) {
      return { kind: 'park', reason: `${folder} has event files that are not of this run (${foreign}); ${advice}` };
    }
  } else if (note.runId !== fresh.runId) {
    const whose = `is of run ${JSON.stringify(note.runId)}, not of run ${JSON.stringify(fresh.runId)}`;
    return { kind: 'park', reason: `${folder} ${whose}; ${advice}` };
  } else if (note.head === fresh.head) {
    await removeLeftNotes(folder);
    return { kind: 'ok', note };
  } else {
    for (const path of await ourFiles(folder)) await rm(path, { force: true });
  }
  await makeFolder(folder);
  await removeLeftNotes(folder);
  await writeNote(folder, fresh);
  return { kind: 'ok', note: fresh };
}

/** Keeps a note; a reader, also after a crash, sees the old one or this one. @throws Error (system error) */
export async function writeNote(folder: string, { runId, head, perClient, settledAt }: FolderNote): Promise<void> {
  const path = join(folder, NOTE_FILE);
  const content = { format: FORMAT, run_id: runId, head, per_client: perClient, settled_at: settledAt };
  // A bridge and an export may write the same folder at once.
  await keepJson(path, content, { mode: 0o644, draft: draftOf(path) });
}

/** Removes what processes left that were killed while they wrote a note. */
function removeLeftNotes(folder: string): Promise<void> {
  return removeLeftDrafts(folder, (name) => name === NOTE_FILE);
}

/** `undefined` for a note that is missing or damaged. */
async function readNote(folder: string): Promise<FolderNote | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, NOTE_FILE), 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { run_id: runId, head, per_client, settled_at } = value as Readonly<Record<string, unknown>>;
    const perClient = parsePerClient(per_client);
    if (typeof runId !== 'string' || typeof head !== 'string' || perClient === undefined) return undefined;
    const settledAt = Array.isArray(settled_at) ? settled_at.filter((place) => Number.isSafeInteger(place)) : [];
    return { runId, head, perClient, settledAt };
  } catch {
    return undefined;
  }
}

/**
 * What is kept of a run: its event files, those of its clients, and the note. Of another run's folder, and of what
 * somebody else has put into it, nothing.
 *
 * @param folder the one that `tensorboard --logdir` is given
 * @param runId the id that the run's journal begins with
 * @throws Error (system error) when a folder that is there cannot be read
 */
export async function listRunFiles(
  folder: string,
  stem: string,
  runId: () => Promise<string | undefined>,
): Promise<readonly string[]> {
  const own = join(folder, stem);
  const note = await readNote(own);
  if (note === undefined || note.runId !== (await runId())) return [];
  return [...(await ourFiles(own)), join(own, NOTE_FILE)];
}

/** Event files of ours in a run's folder and in those of its clients. */
async function ourFiles(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && OUR_FILE.test(entry.name)) paths.push(path);
    if (!entry.isDirectory()) continue;
    for (const name of await namesIn(path)) if (OUR_FILE.test(name)) paths.push(join(path, name));
  }
  return paths;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
