import { constants } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../journal/index.js';
import { draftOf, portionsOf, removeLeftDrafts } from '../sink-parts/index.js';

/** The little that a sink with one file a run needs of a file system; tests count bytes and put faults in here. */
export interface RunFiles {
  /** Makes a folder and its parents, if missing. */
  makeFolder(path: string): Promise<void>;
  /** Removes what processes that were killed left of {@link replace}, of files whose names have this ending. */
  removeLeft(folder: string, ending: string): Promise<void>;
  /**
   * Replaces a file's content as one step: a reader sees the old content or the new one, never a part.
   *
   * @param content in pieces, of which as many are asked for as are written at once; or as one text
   * @param durable returns only when the new content is on the disk
   * @returns bytes written
   */
  replace(path: string, content: string | Iterable<string>, durable: boolean): Promise<number>;
  /** Size in bytes, `undefined` when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** @throws Error (system error) when nothing can be written into the folder, or where it would have to be made */
  checkWritable(folder: string): Promise<void>;
}

class NodeRunFiles implements RunFiles {
  makeFolder(path: string): Promise<void> {
    return makeFolder(path);
  }

  removeLeft(folder: string, ending: string): Promise<void> {
    return removeLeftDrafts(folder, (name) => name.endsWith(ending));
  }

  async replace(path: string, content: string | Iterable<string>, durable: boolean): Promise<number> {
    const temporary = draftOf(path);
    try {
      let bytes = 0;
      const file = await open(temporary, 'w');
      try {
        for await (const portion of portionsOf(content)) {
          await file.writeFile(portion);
          bytes += portion.length;
        }
        if (durable) await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      return bytes;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async size(path: string): Promise<number | undefined> {
    return (await stat(path).catch(() => undefined))?.size;
  }

  async checkWritable(folder: string): Promise<void> {
    try {
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      const parent = dirname(folder);
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing || parent === folder) throw error;
      await this.checkWritable(parent);
    }
  }
}

/** The real file system, through `node:fs`. */
export function createRunFiles(): RunFiles {
  return new NodeRunFiles();
}
