import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FileOutput } from '../projection/types.js';

/** Largest file that is uploaded. */
const MAX_FILE_BYTES = 2 * 1024 * 1024 * 1024;
/** Longest part of an artifact's name. */
const MAX_NAME_CHARACTERS = 100;

/** A registered file, or why it is not uploaded. */
export type FoundFile =
  | { readonly kind: 'ok'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Finds a file that a run registered. Who sends telemetry chooses the path, so that only files below the allowed folders
 * are read, links resolved, and none that is hidden or in a hidden folder (`.env`, `.ssh`, `.git`).
 *
 * @param roots allowed folders; a relative path is looked for in each
 */
export async function findFile(path: string, roots: readonly string[]): Promise<FoundFile> {
  const missing = (why: string): FoundFile => ({ kind: 'missing', reason: `${JSON.stringify(path)} ${why}` });
  if (path === '' || path.includes('\0')) return missing('is no path');
  let seen = false;
  for (const root of roots) {
    const folder = await realpath(root).catch(() => undefined);
    const file = await realpath(isAbsolute(path) ? path : resolve(root, path)).catch(() => undefined);
    if (folder === undefined || file === undefined) continue;
    seen = true;
    const inside = relative(folder, file);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) continue;
    if (inside.split(sep).some((part) => part.startsWith('.'))) return missing('is hidden');
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) return missing('is no file');
    if (found.size > MAX_FILE_BYTES) return missing(`has ${found.size} bytes, more than ${MAX_FILE_BYTES}`);
    return { kind: 'ok', path: file };
  }
  return missing(seen ? 'is outside of the folders that may be uploaded (--artifact-root)' : 'is not there');
}

/**
 * Finds a file that a run or one of its clients registered. Of a client only an absolute path is looked for: a relative
 * one means a place on the client's machine, and another file may be called so here.
 */
export async function findRegistered(
  { path, client }: Pick<FileOutput, 'path' | 'client'>,
  roots: readonly string[],
): Promise<FoundFile> {
  if (client !== undefined && !isAbsolute(path)) {
    const reason = `${JSON.stringify(path)} of client ${JSON.stringify(client)} is relative to a folder on its machine`;
    return { kind: 'missing', reason };
  }
  return findFile(path, roots);
}

/** Name of a registered file among the run's artifacts; checkpoints are called as HiveWatch calls them. */
export function artifactName({ type, name, round, client }: FileOutput): string {
  const folder = type === 'checkpoint' ? 'checkpoints' : clean(type.replaceAll(/[/\\]/g, '_'));
  const file = name.split(/[/\\]/).map(clean).join('/');
  const owner = client === undefined ? '' : `clients/${clean(client.replaceAll(/[/\\]/g, '_'))}/`;
  return `${owner}${folder}/${round === undefined ? '' : `round_${round}/`}${file}`;
}

/** A part of a name as the server takes it. */
function clean(part: string): string {
  const text = part.replaceAll(/[\p{Cc}\p{Cs}#]/gu, '_').slice(0, MAX_NAME_CHARACTERS);
  return /^\.*$/.test(text) ? `_${text.replaceAll('.', '_')}` : text;
}
