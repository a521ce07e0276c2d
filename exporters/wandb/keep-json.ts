import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Keeps what must be remembered of a run; a reader, also after a crash, sees the old text or this one.
 *
 * @throws Error (system error) when the disk does not take it
 */
export async function keepJson(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.tmp`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value)}\n`);
    // Without this a power failure could leave an empty file under the final name.
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
