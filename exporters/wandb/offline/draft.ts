import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactFile } from '../types.js';
import type { StoredFile } from './artifact-record.js';

/** Folder of files that artifacts are made of, in the run's directory. */
const ARTIFACTS = 'artifacts';

/**
 * An offline run's directory while it is written. It has a name of its own until it is complete, because `wandb sync`
 * takes every file for whole, and what is synced twice is in W&B twice.
 */
export class Draft {
  readonly #path: string;
  readonly #name: string;
  readonly #runFile: string;
  #stored = 0;
  #made: Promise<unknown> | undefined;

  /**
   * @param path of the directory while it is written, in the folder `wandb`
   * @param name that it is to get
   */
  constructor(path: string, name: string, runId: string) {
    this.#path = path;
    this.#name = name;
    this.#runFile = join(path, `run-${runId}.wandb`);
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
    const localPath = `wandb/${this.#name}/${ARTIFACTS}/${own}`;
    return { name, md5: await md5Of(file), sizeBytes: (await stat(file)).size, localPath };
  }

  /**
   * Sees to it that everything is on the disk.
   *
   * @throws Error (system error) when the disk does not take it
   */
  async seal(): Promise<void> {
    await mkdir(join(this.#path, 'files'), { recursive: true, mode: 0o700 });
    const file = await open(this.#runFile, 'r+');
    await file.datasync().finally(() => file.close());
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
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

/**
 * Gives a sealed draft its name: a reader sees the directory whole or not at all. One that has its name already is left
 * as it is.
 *
 * @param folder the folder `wandb`
 * @throws Error (system error) when the disk does not take it, or another directory has the name
 */
export async function publish(folder: string, draftName: string, name: string): Promise<void> {
  await rename(join(folder, draftName), join(folder, name)).catch(async (error: NodeJS.ErrnoException) => {
    const isDone = error.code === 'ENOENT' && (await stat(join(folder, name)).catch(() => undefined)) !== undefined;
    if (!isDone) throw error;
  });
  await syncFolder(folder);
}

/** A folder's new entry outlives a power failure; not every system can do that. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
