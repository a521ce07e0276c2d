import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoding, Signal } from '../otlp/visitor.js';

/** Keeps requests that our own code could not handle, so that they are neither lost nor sent for ever. */
export interface Quarantine {
  /**
   * Stores a request body. @returns the path, or `undefined` when the folder is full or cannot be written
   */
  keep(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<string | undefined>;
}

/** Options of {@link createQuarantine}. */
export interface QuarantineOptions {
  /** Folder, made when needed. */
  readonly dir: string;
  /** Bytes the folder may hold; default 256 MiB. */
  readonly maxBytes?: number | undefined;
}

class FolderQuarantine implements Quarantine {
  readonly #dir: string;
  readonly #maxBytes: number;
  #usedBytes: number | undefined;

  constructor(dir: string, maxBytes: number) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
  }

  async keep(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<string | undefined> {
    try {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 });
      this.#usedBytes ??= await folderBytes(this.#dir);
      if (this.#usedBytes + body.byteLength > this.#maxBytes) return undefined;
      const ending = encoding === 'json' ? 'json' : 'pb';
      const path = join(this.#dir, `${Date.now()}-${randomBytes(4).toString('hex')}.${signal}.${ending}`);
      await writeFile(path, body, { mode: 0o600 });
      this.#usedBytes += body.byteLength;
      return path;
    } catch {
      return undefined;
    }
  }
}

async function folderBytes(dir: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(dir)) bytes += (await stat(join(dir, name))).size;
  return bytes;
}

/** Creates a quarantine; nothing is touched before the first request is kept. */
export function createQuarantine({ dir, maxBytes }: QuarantineOptions): Quarantine {
  return new FolderQuarantine(dir, maxBytes ?? 256 * 1024 * 1024);
}
