import { readFile } from 'node:fs/promises';
import type { PerClientMode } from '../../projection/index.js';
import { keepJson, parsePerClient } from '../../sink-parts/index.js';
import type { WrittenLines } from '../offline/index.js';

/** A time at which the run was brought to an end: after a restart the fold does there what it did then. */
export interface Finish {
  /** Byte offset in the journal of the last event before it. */
  readonly sequence: number;
  /** What was held back for missing data was told without them. */
  readonly settled: boolean;
}

/** Directories of one completion that are whole and are getting their names. */
export interface PendingDirectories {
  readonly finish: Finish;
  /** By client; `''` is the run itself. */
  readonly directories: readonly PendingDirectory[];
}

/** One of {@link PendingDirectories}. */
export interface PendingDirectory {
  readonly client: string;
  readonly draftName: string;
  readonly name: string;
  readonly written: WrittenLines;
}

/** What must be remembered of a run, so that nothing is written twice and a client's choice never changes. */
export interface RunState {
  /** Of the journal's first event: another one is another journal. */
  readonly head: string;
  readonly perClient: PerClientMode;
  readonly project: string;
  readonly finishes: readonly Finish[];
  /** Begin of the names of directories that may lie about unfinished. */
  readonly draft: string | undefined;
  readonly pending: PendingDirectories | undefined;
  /** What directories have, by client. `''` is the run itself. */
  readonly written: Readonly<Record<string, WrittenLines>>;
  /** Directories of the run itself so far, pending ones not counted. */
  readonly directories: readonly string[];
  /** W&B refused the run's data: it is written into directories from then on. */
  readonly refused: string | undefined;
}

/** Reads what is kept. @returns `undefined` for a file that is missing or damaged */
export async function readState(path: string): Promise<RunState | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a state. @throws Error (system error) when the disk does not take it */
export function writeState(path: string, state: RunState): Promise<void> {
  return keepJson(path, state);
}

function isState(value: unknown): value is RunState {
  if (typeof value !== 'object' || value === null) return false;
  const { head, perClient, project, finishes, written, directories } = value as Partial<
    Record<keyof RunState, unknown>
  >;
  return (
    typeof head === 'string' &&
    parsePerClient(perClient) !== undefined &&
    typeof project === 'string' &&
    Array.isArray(finishes) &&
    Array.isArray(directories) &&
    typeof written === 'object' &&
    written !== null
  );
}
