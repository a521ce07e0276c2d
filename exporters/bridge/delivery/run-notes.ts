import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import { keepJson } from '../../sink-parts/index.js';
import type { RunReference } from '../sink.js';

/** Folders of a sink with one file for each run that there is something to tell of. */
export const NOTE_FOLDERS = ['parked', 'stop-requests'] as const;

/** What every note says. */
export interface RunNote {
  readonly sink: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly since: string;
}

/** One kind of note. */
export interface NoteKind<N extends RunNote> {
  readonly folder: (typeof NOTE_FOLDERS)[number];
  /** Fields that a whole note has beside those of every note; all are texts. */
  readonly fields: readonly Exclude<keyof N & string, keyof RunNote>[];
}

/**
 * Keeps a note about a run.
 *
 * @param stateDir folder of the sink
 * @throws Error (system error) when the disk does not take it
 */
export function keepNote<N extends RunNote>(
  { folder }: NoteKind<N>,
  stateDir: string,
  run: RunReference,
  note: Omit<N, 'runId' | 'since'>,
): Promise<void> {
  const content = { ...note, runId: run.runId, since: new Date().toISOString() };
  return keepJson(notePath(stateDir, folder, run.stem), content);
}

/** Removes the note about a run, if there is one. @throws Error (system error) when it cannot be removed */
export function removeNote(
  { folder }: Pick<NoteKind<RunNote>, 'folder'>,
  stateDir: string,
  stem: string,
): Promise<void> {
  return rm(notePath(stateDir, folder, stem), { force: true });
}

/**
 * The notes of one kind about a run, of every destination, by what the bridges on a folder left there; damaged ones are
 * passed over.
 *
 * @param runsDir folder of the journals
 * @param stem name of the run's files without ending
 */
export async function findNotes<N extends RunNote>(
  kind: NoteKind<N>,
  runsDir: string,
  stem: string,
): Promise<readonly N[]> {
  const sinks = join(runsDir, '.state', 'sinks');
  const names = await readdir(sinks).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name) => {
      return parse(kind, await readFile(notePath(join(sinks, name), kind.folder, stem), 'utf8').catch(() => ''));
    }),
  );
  return found.filter((note) => note !== undefined);
}

/** Path of a note: `<stateDir>/<folder>/<run>.json`. */
export function notePath(stateDir: string, folder: string, stem: string): string {
  return join(stateDir, folder, `${runFileStem(stem)}.json`);
}

function parse<N extends RunNote>({ fields }: NoteKind<N>, text: string): N | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const whole = ['sink', 'runId', 'since', ...fields].every((field) => typeof value?.[field] === 'string');
    return whole ? (value as unknown as N) : undefined;
  } catch {
    return undefined;
  }
}
