import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { hashStem, runFileStem } from '../../exporters/journal/index.js';
import { CommandError, reasonOf, systemCodeOf } from '../errors.js';
import { printable } from '../output/printable.js';

/** A journal on disk. */
export interface JournalFileReference {
  readonly path: string;
  /** Name of the run's files without ending. */
  readonly stem: string;
}

const ENDING = '.jsonl';
/** How many runs an error names. */
const SHOWN = 5;

/**
 * Every journal in a folder, in order of name; `undefined` when there is no such folder.
 *
 * @throws CommandError when the folder cannot be read
 */
export function listJournals(runsDir: string): readonly JournalFileReference[] | undefined {
  try {
    return readdirSync(runsDir)
      .filter((name) => name.endsWith(ENDING) && !name.startsWith('.'))
      .sort()
      .map((name) => ({ path: join(runsDir, name), stem: name.slice(0, -ENDING.length) }))
      .filter(({ path }) => isFile(path));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw unreadable(runsDir, error);
  }
}

/**
 * The journal that a word means: the path of a file, the id of a run in the folder, or its file's name without ending.
 * A word that could be a path or a run (no slash, no `.jsonl`) is the run if there is one.
 *
 * @throws CommandError naming the word, and what there is instead, or the folder when it cannot be looked into
 */
export function findJournal(word: string, runsDir: string): JournalFileReference {
  const asFile = isFile(word) ? { path: word, stem: basename(word, extname(word)) } : undefined;
  if (asFile !== undefined && (word.endsWith(ENDING) || /[\\/]/.test(word))) return asFile;
  // The hash name first: a run that has one may differ from another run's plain name by case only. A word without
  // slashes may also be the file's name itself, which an id that looks like a hash name is not.
  const names = basename(word) === word ? [word] : [];
  for (const stem of [hashStem(word), runFileStem(word), ...names]) {
    const path = join(runsDir, `${stem}${ENDING}`);
    if (isFileIn(runsDir, path)) return { path, stem };
  }
  if (asFile !== undefined) return asFile;
  const known = (listJournals(runsDir) ?? []).map(({ stem }) => printable(stem));
  const further = known.length > SHOWN ? `${known.length} runs, the last are ` : '';
  const some = known.length === 0 ? 'no runs' : `${further}${known.slice(-SHOWN).join(', ')}`;
  throw new CommandError(`expected a run in ${runsDir} (it has ${some}) or a .jsonl file, got ${JSON.stringify(word)}`);
}

/** Whether two paths lead to one file. */
export function isSameFile(a: string, b: string): boolean {
  return realpathSync(a) === realpathSync(b);
}

function isFileIn(runsDir: string, path: string): boolean {
  try {
    return isFile(path);
  } catch (error) {
    throw unreadable(runsDir, error);
  }
}

function unreadable(runsDir: string, error: unknown): CommandError {
  return new CommandError(`--runs-dir ${runsDir}: expected a folder that can be read, got ${reasonOf(error)}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
