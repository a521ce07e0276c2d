import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { VIEWER } from '../viewer-folder.js';
import { compressed } from './answer.js';
import { CONTENT_TYPES } from './headers.js';

/** One file of the built page, in memory. */
export interface Asset {
  readonly type: string;
  readonly tag: string;
  readonly content: Buffer;
  /** Compressed; `undefined` for what is so by itself. Made once. */
  gzip(): Promise<Buffer> | undefined;
}

/** The files of the built page. Names from outside are compared with the names that there are, and never become paths. */
export interface Assets {
  /** The page itself, `undefined` when it was not built. */
  page(): Promise<Asset | undefined>;
  /** A file of `assets/`. Its name holds a hash of its content, so that it never changes. */
  asset(name: string): Promise<Asset | undefined>;
}

class FolderAssets implements Assets {
  readonly #folder: URL;
  readonly #loaded = new Map<string, Promise<Asset | undefined>>();

  constructor(folder: URL) {
    this.#folder = folder;
  }

  page(): Promise<Asset | undefined> {
    return this.#load('index.html');
  }

  async asset(name: string): Promise<Asset | undefined> {
    const known = this.#loaded.get(`assets/${name}`);
    if (known !== undefined) return known;
    const names = await readdir(new URL('assets/', this.#folder)).catch((): string[] => []);
    return names.includes(name) ? this.#load(`assets/${name}`) : undefined;
  }

  /** A file that is not there is looked for again the next time: it may be built meanwhile. */
  #load(path: string): Promise<Asset | undefined> {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known;
    const loading = readFile(new URL(path.split('/').map(encodeURIComponent).join('/'), this.#folder)).then(
      (content) => toAsset(path, content),
      () => undefined,
    );
    this.#loaded.set(path, loading);
    void loading.then((asset) => asset === undefined && this.#loaded.delete(path));
    return loading;
  }
}

function toAsset(path: string, content: Buffer): Asset {
  const type = CONTENT_TYPES.get(/\.([a-z0-9]+)$/.exec(path)?.[1] ?? '') ?? 'application/octet-stream';
  const isText = /^text|json|svg/.test(type);
  let packed: Promise<Buffer> | undefined;
  return {
    type,
    content,
    tag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    gzip: () => {
      if (isText) packed ??= compressed(content);
      return packed;
    },
  };
}

/** The built page of this package. @param folder another one, in tests */
export function createAssets(folder: URL = VIEWER): Assets {
  return new FolderAssets(folder);
}
