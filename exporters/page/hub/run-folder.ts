import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const ENDING = '.jsonl';

/** Names that are looked at in one folder; of more, the page shows some. */
const MAX_NAMES = 100_000;

/** A journal as it lies in the folder. */
export interface RunFileState {
  readonly stem: string;
  readonly size: number;
  /** Epoch milliseconds of the last change. */
  readonly changedAt: number;
  /** Number of the file in its file system: another file under the same name has another. */
  readonly inode: number;
}

/** The journals of one folder, read only. */
export interface RunFolder {
  /** All journals. An unreadable or missing folder has none. */
  list(): Promise<readonly RunFileState[]>;
  /**
   * One journal, `undefined` when the folder has no such file. A name from outside is safe here: it is compared with the
   * names that there are, and never becomes a path before.
   */
  find(stem: string): Promise<RunFileState | undefined>;
  /** The state now of a journal that `list` or `find` gave; `undefined` when it is gone. */
  look(run: Pick<RunFileState, 'stem'>): Promise<RunFileState | undefined>;
  /** Path of a journal that `list` or `find` gave. */
  pathOf(run: Pick<RunFileState, 'stem'>): string;
}

class NodeRunFolder implements RunFolder {
  readonly #path: string;
  readonly #only: string | undefined;

  constructor(path: string, only: string | undefined) {
    this.#path = path;
    this.#only = only;
  }

  async list(): Promise<readonly RunFileState[]> {
    const stems = await this.#stems();
    const found = await Promise.all(stems.map((stem) => this.look({ stem })));
    return found.filter((run) => run !== undefined);
  }

  async find(stem: string): Promise<RunFileState | undefined> {
    if (!isPlainName(stem) || (this.#only !== undefined && stem !== this.#only)) return undefined;
    const state = await this.look({ stem });
    // Some file systems find a file under other spellings of its name; there is one address for one run.
    return state === undefined || !(await this.#stems()).includes(stem) ? undefined : state;
  }

  async look({ stem }: Pick<RunFileState, 'stem'>): Promise<RunFileState | undefined> {
    const facts: Stats | undefined = await stat(this.pathOf({ stem })).catch(() => undefined);
    if (facts?.isFile() !== true) return undefined;
    return { stem, size: facts.size, changedAt: facts.mtimeMs, inode: facts.ino };
  }

  pathOf({ stem }: Pick<RunFileState, 'stem'>): string {
    return join(this.#path, stem + ENDING);
  }

  async #stems(): Promise<readonly string[]> {
    const entries: readonly Dirent[] = await readdir(this.#path, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(ENDING) && !entry.name.startsWith('.'))
      .slice(0, MAX_NAMES)
      .map(({ name }) => name.slice(0, -ENDING.length))
      .filter((stem) => isPlainName(stem) && (this.#only === undefined || stem === this.#only));
  }
}

/** A name in the folder itself: no separator, no hidden file, nothing that a file system would read differently. */
function isPlainName(stem: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file name with control characters is refused
  return stem !== '' && stem.length <= 255 && !stem.startsWith('.') && !/[/\\\u0000-\u001f]/.test(stem);
}

/**
 * The journals of a folder.
 *
 * @param only shows this run alone
 */
export function createRunFolder(path: string, only?: string): RunFolder {
  return new NodeRunFolder(path, only);
}
