import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Inputs that broke something once, in the repository: each run begins with them. */
export const REGRESSIONS = 'test/fixtures/fuzz';

/** Folder name of a target. */
export function slugOf(target: string): string {
  return target.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** The inputs that are kept for a target; none when there is no such folder. */
export function readCorpus(folder: string, target: string): readonly Uint8Array[] {
  const path = join(folder, slugOf(target));
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .map((name) => readFileSync(join(path, name)));
}

/** Keeps an input under a name made of its content. @returns its path */
export function keepInput(folder: string, target: string, input: Uint8Array): string {
  const path = join(folder, slugOf(target));
  mkdirSync(path, { recursive: true });
  const file = join(path, createHash('sha256').update(input).digest('hex').slice(0, 16));
  writeFileSync(file, input);
  return file;
}
