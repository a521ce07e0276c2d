import { stat } from 'node:fs/promises';
import { locate, type RegisteredFile, registeredFiles } from '../../exporters/documents/index.js';
import { CommandError, reasonOf } from '../errors.js';
import type { JournalFileReference } from '../journals/find.js';
import { copyFile } from './copy-file.js';
import type { MissingFile, PullSource, RemoteFile } from './source.js';

/**
 * A run of a folder here.
 *
 * @param roots folders whose files are taken when the run registered them
 */
export function createLocalSource(journal: JournalFileReference, roots: readonly string[]): PullSource {
  const paths = new Map<string, string>();
  const copy = async (from: string, to: string) => {
    try {
      return await copyFile(from, (await stat(from)).size, to);
    } catch (error) {
      throw new CommandError(`${from}: expected a file that can be copied, got ${reasonOf(error)}`);
    }
  };
  return {
    place: journal.path,
    journal: (to) => copy(journal.path, to),
    async files() {
      const files: RemoteFile[] = [];
      const missing: MissingFile[] = [];
      const registered: readonly RegisteredFile[] = await registeredFiles(journal.path);
      for (const file of registered) {
        const found = await locate(file, roots);
        if (found.kind === 'ok') {
          paths.set(file.id, found.path);
          files.push({ id: file.id, name: file.name });
        } else {
          missing.push({ name: file.name, reason: found.reason });
        }
      }
      return { files, missing };
    },
    file: ({ id, name }, to) => copy(paths.get(id) ?? name, to),
  };
}
