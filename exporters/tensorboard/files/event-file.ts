import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ByteWriter } from '../records/byte-writer.js';

/** Written to an event file while it was thought to be longer than it is: somebody removed or cut it. */
export class FileLostError extends Error {
  override readonly name = 'FileLostError';
}

/**
 * An event file that is written from its beginning in every process, always with the same bytes. What is there already
 * is compared instead of written again, so that a process that was killed at any instant, also in the midst of a record,
 * is followed by one that goes on where the file ends. From where the file differs on it is replaced.
 */
export class EventFile {
  /** Whole records that are not in the file, or not known to be. */
  readonly pending = new ByteWriter();
  /** Bytes before those of `pending`: all of them are in the file. */
  #position = 0;
  /** Something was written since {@link sync}. */
  #unsynced = false;

  /** @param path the folder is made when it is needed */
  constructor(readonly path: string) {}

  /** Nothing was ever put into it. */
  get isEmpty(): boolean {
    return this.#position === 0 && this.pending.length === 0;
  }

  /** Brings everything that is pending into the file. @throws FileLostError; Error (system error), and may be called again */
  async write(): Promise<void> {
    const bytes = this.pending.written;
    if (bytes.length === 0) return;
    const file = this.#position === 0 ? await createFile(this.path) : await this.#open();
    try {
      const { size } = await file.stat();
      if (size < this.#position) throw this.#lost();
      const there = await this.#sameBytes(file, bytes, size);
      // A record that differs is no good to anybody, nor what follows.
      if (there === undefined) await file.truncate(this.#position);
      await writeAt(file, bytes.subarray(there ?? 0), this.#position + (there ?? 0));
      if (there !== bytes.length) this.#unsynced = true;
    } finally {
      await file.close();
    }
    this.#position += bytes.length;
    this.pending.discard(bytes.length);
  }

  /** Returns when what was written is on the disk. @throws Error (system error) */
  async sync(): Promise<void> {
    if (!this.#unsynced) return;
    const file = await this.#open();
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#unsynced = false;
  }

  /** Opens the file, which was there before. */
  #open(): Promise<FileHandle> {
    return open(this.path, constants.O_RDWR).catch((error: unknown) => {
      throw isMissing(error) ? this.#lost() : error;
    });
  }

  #lost(): FileLostError {
    return new FileLostError(`${this.path} has lost what was in it`);
  }

  /** How many of the bytes the file has already; `undefined` when it has others. */
  async #sameBytes(file: FileHandle, bytes: Uint8Array, size: number): Promise<number | undefined> {
    const length = Math.min(bytes.length, size - this.#position);
    if (length === 0) return 0;
    const found = Buffer.alloc(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await file.read(found, read, length - read, this.#position + read);
      if (bytesRead === 0) throw this.#lost();
      read += bytesRead;
    }
    return found.equals(bytes.subarray(0, length)) ? length : undefined;
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const result = await file.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
}

/** Opens a file that may not be there yet. */
async function createFile(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT;
  try {
    return await open(path, flags, 0o644);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, flags, 0o644);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
