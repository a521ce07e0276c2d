import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of all files of a folder of the repository that end in `suffix`, relative to the root, with `/`, sorted. */
export function sourceFiles(folder: string, suffix = '.ts'): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}
