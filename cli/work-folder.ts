import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isLeft, ownMark } from '../exporters/journal/index.js';

/** A folder that is a command's own while it works. */
export interface WorkFolder {
  /** Absolute path. */
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/**
 * Makes a folder that only this user can look into, and removes those of the same name that commands left which were
 * killed.
 *
 * @param parent folder to make it in, such as the system's for temporary files
 * @param prefix beginning of its name; nobody else uses it
 * @throws Error (system error)
 */
export async function makeWorkFolder(parent: string, prefix: string): Promise<WorkFolder> {
  await removeLeftFolders(parent, prefix);
  const path = await mkdtemp(join(resolve(parent), `${prefix}${ownMark()}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function removeLeftFolders(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    // As `mkdtemp` completes it.
    const [, mark] = name.startsWith(prefix) ? (/^(.+)-[A-Za-z0-9]{6}$/.exec(name.slice(prefix.length)) ?? []) : [];
    if (mark === undefined) continue;
    const path = join(parent, name);
    const found = await lstat(path).catch(() => undefined);
    // Anybody may make folders of this name in a folder for all: whoever has it could change it while it is removed.
    const owned = found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
    if (owned && isLeft(mark, found.mtimeMs)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
