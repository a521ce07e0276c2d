import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../journal/index.js';

/** Options of {@link keepJson}. */
export interface KeepJsonOptions {
  /** Who may read the file. Default 0o600. */
  readonly mode?: number | undefined;
  /** Path of the file until it is whole. Default: the path with `.tmp` behind it, for a file that has one writer. */
  readonly draft?: string | undefined;
}

/**
 * Keeps what must be remembered of a run; a reader, also after a crash, sees the old text or this one.
 *
 * @throws Error (system error) when the disk does not take it
 */
export async function keepJson(path: string, value: object, options: KeepJsonOptions = {}): Promise<void> {
  const { mode = 0o600, draft = `${path}.tmp` } = options;
  await makeFolder(dirname(path), 0o700);
  const file = await open(draft, 'w', mode);
  try {
    await file.writeFile(`${JSON.stringify(value)}\n`);
    // Without this a power failure could leave an empty file under the final name.
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
