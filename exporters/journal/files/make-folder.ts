import { mkdir } from 'node:fs/promises';
import { systemErrorCode } from '../errors.js';

/**
 * Makes a folder and its parents, if missing.
 *
 * @throws the system's error, the true one: where a parent is read-only or full, Node.js's own recursive call says that
 *   the parent is missing
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const rights = mode === undefined ? {} : { mode };
  try {
    await mkdir(path, { recursive: true, ...rights });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    await mkdir(path, rights);
  }
}
