import { readdirSync, readFileSync } from 'node:fs';

/** Names in a folder of the kernel's; none when it is not there, or gone like that of a process that has ended. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A file that is read once; `undefined` when it cannot be. What stood in its folder a moment ago may be gone. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
