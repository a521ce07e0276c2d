import { CommandError } from '../errors.js';
import { findJournal, isSameFile, type JournalFileReference } from '../journals/find.js';

/**
 * The journals that the words mean, each once.
 *
 * @throws CommandError when a word means none, or two of them have one name, so that their files would be one
 */
export function findSources(words: readonly string[], runsDir: string): readonly JournalFileReference[] {
  const sources: JournalFileReference[] = [];
  for (const word of words) {
    const source = findJournal(word, runsDir);
    // Some file systems do not tell upper case from lower case.
    const twin = sources.find(({ stem }) => stem.toLowerCase() === source.stem.toLowerCase());
    if (twin === undefined) sources.push(source);
    else if (!isSameFile(twin.path, source.path)) {
      throw new CommandError(
        `${twin.path} and ${source.path} would be exported to the same files; export them one by one, each with its own --out`,
      );
    }
  }
  return sources;
}
