import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactFile } from '../types.js';
import type { StoredFile } from './artifact-record.js';

/** Folder of files that artifacts are made of, in the run's directory. */
const ARTIFACTS = 'artifacts';

/** Where a run's directory is made. */
export interface DraftPlace {
  /** The folder `wandb`. */
  readonly folder: string;
  /** Name that the directory gets when it is complete. */
  readonly name: string;
  readonly runId: string;
}

/** A new name for a directory that is not complete; `wandb sync` passes over it. */
export function draftName(runId: string): string {
  return `incomplete-${runId}-${randomBytes(4).toString('hex')}`;
}

/**
 * An offline run's directory while it is written. It has a name of its own until it is complete, because `wandb sync`
 * takes every file for whole, and what is synced twice is in W&B twice.
 */
export class Draft {
  readonly #place: DraftPlace;
  readonly #path: string;
  #stored = 0;
  #made: Promise<unknown> | undefined;

  /** @param name from {@link draftName} */
  constructor(place: DraftPlace, name: string) {
    this.#place = place;
    this.#path = join(place.folder, name);
  }

  /** Path that the directory gets when it is complete. */
  get finalPath(): string {
    return join(this.#place.folder, this.#place.name);
  }

  /** Writes bytes behind those that are there. @throws Error (system error) when the disk does not take them */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#make();
    await writeFile(this.#runFile, bytes, { flag: 'a', mode: 0o600 });
  }

  /** Keeps a file that a value of the history needs. @throws Error (system error) when the disk does not take it */
  async addMedia(path: string, content: string): Promise<void> {
    await this.#make();
    const file = join(this.#path, 'files', path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, content, { mode: 0o600 });
  }

  /**
   * Keeps a copy of an artifact's file: the original may be another one when the run is synced. The path that is given
   * back begins at the folder above `wandb`, where `wandb sync` must therefore be run: it looks for relative paths from
   * where it stands, and an absolute one would tell of this machine.
   *
   * @throws Error (system error) when the file cannot be read or the disk does not take it
   */
  async addArtifactFile({ name, source }: ArtifactFile): Promise<StoredFile> {
    await this.#make();
    const own = String(this.#stored++);
    const file = join(this.#path, ARTIFACTS, own);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if ('contents' in source) await writeFile(file, source.contents, { mode: 0o600 });
    else await copyFile(source.path, file);
    const localPath = `wandb/${this.#place.name}/${ARTIFACTS}/${own}`;
    return { name, md5: await md5Of(file), sizeBytes: (await stat(file)).size, localPath };
  }

  /**
   * Gives the directory its name; a reader sees it whole or not at all, also after a power failure.
   *
   * @throws Error (system error) when the disk does not take it or the name is taken
   */
  async complete(): Promise<void> {
    const file = await open(this.#runFile, 'r+');
    await file.datasync().finally(() => file.close());
    await mkdir(join(this.#path, 'files'), { recursive: true, mode: 0o700 });
    await rename(this.#path, this.finalPath);
    await syncFolder(this.#place.folder);
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }

  get #runFile(): string {
    return join(this.#path, `run-${this.#place.runId}.wandb`);
  }

  #make(): Promise<unknown> {
    this.#made ??= mkdir(this.#path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('base64');
}

/** A folder's new entry outlives a power failure; not every system can do that. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
