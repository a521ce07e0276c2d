import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashStem, runFileStem } from '../exporters/journal/index.js';
import { CommandError } from './errors.js';

/** A journal on disk. */
export interface JournalFileReference {
  readonly path: string;
  /** Name of the run's files without ending. */
  readonly stem: string;
}

/** Every journal in a folder, in order of name; none when there is no such folder. */
export function listJournals(runsDir: string): readonly JournalFileReference[] {
  if (!existsSync(runsDir)) return [];
  return readdirSync(runsDir)
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
    .sort()
    .map((name) => ({ path: join(runsDir, name), stem: name.slice(0, -'.jsonl'.length) }));
}

/**
 * The journal that a word means: the path of a file, the id of a run in the folder, or its file's name without ending.
 *
 * @throws CommandError naming the word, and what there is instead
 */
export function findJournal(word: string, runsDir: string): JournalFileReference {
  if (word.endsWith('.jsonl') && existsSync(word)) return { path: word, stem: basename(word, '.jsonl') };
  // The hash name first: a run that has one may differ from another run's plain name by case only.
  for (const stem of [hashStem(word), runFileStem(word)]) {
    const path = join(runsDir, `${stem}.jsonl`);
    if (existsSync(path)) return { path, stem };
  }
  const known = listJournals(runsDir).map(({ stem }) => stem);
  const some = known.length === 0 ? 'no runs' : known.slice(-5).join(', ');
  throw new CommandError(`expected a run in ${runsDir} (it has ${some}) or a .jsonl file, got ${JSON.stringify(word)}`);
}
