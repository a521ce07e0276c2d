import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from '../errors.js';

/**
 * Makes a folder and its parents, if missing. For folders that a user names this stands in place of Node.js's own
 * recursive call, which never ends where the parent is there and yet says that it has no room for a name, as `/proc`
 * does, and which calls a parent missing that is read-only or full.
 *
 * @param mode rights of what is made
 * @throws the system's error
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  await make(resolve(path), mode === undefined ? {} : { mode });
}

async function make(path: string, rights: { readonly mode?: number }): Promise<void> {
  const parent = dirname(path);
  try {
    await mkdir(path, rights);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || parent === path) return acceptFolder(path, error);
    await make(parent, rights);
    // Once more only; somebody else may have been quicker.
    await mkdir(path, rights).catch((second: unknown) => acceptFolder(path, second));
  }
}

/** @throws the error, unless there is a folder all the same */
async function acceptFolder(path: string, error: unknown): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() !== true) throw error;
}
