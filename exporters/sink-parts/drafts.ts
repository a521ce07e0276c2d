import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeft, ownMark } from '../journal/index.js';

/** Name of a draft: that of the file, then whose it is. */
const DRAFT = /^(.+)\.([0-9a-f-]+)\.tmp$/;

/**
 * Path at which a file is written until it is whole: in the same folder, because a rename between file systems is a
 * copy, and this process's own, because an export may run beside a bridge.
 */
export function draftOf(path: string): string {
  return `${path}.${ownMark()}.tmp`;
}

/**
 * Removes drafts that processes left which were killed. Those of a process that still runs stay.
 *
 * @param folder need not be there
 * @param isOurs whether the caller writes files of this name
 */
export async function removeLeftDrafts(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const [, name, mark] = DRAFT.exec(entry.name) ?? [];
    if (name === undefined || mark === undefined || !entry.isFile() || !isOurs(name)) continue;
    const path = join(folder, entry.name);
    // What is gone meanwhile, or cannot be removed now, is no reason not to begin.
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && isLeft(mark, found.mtimeMs)) await rm(path, { force: true }).catch(() => undefined);
  }
}
