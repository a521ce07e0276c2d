import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { systemErrorCode } from '../errors.js';
import { makeFolder } from './make-folder.js';

/** One open file. Positions and sizes are bytes. */
export interface JournalFile {
  /** Reads at most `into.length` bytes from `position`; returns how many, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes from `position` on; may write less than all and returns how much. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns when content and size are on the disk. */
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** `links` is 0 when the file was deleted meanwhile. */
  stat(): Promise<{ readonly size: number; readonly links: number }>;
  close(): Promise<void>;
}

/** The little that a journal needs of a file system; tests put faults in here. All reject with system errors. */
export interface JournalFileSystem {
  /** Opens for reading and writing, making the file if need be. Does not follow a symbolic link. */
  openForWrite(path: string): Promise<{ readonly file: JournalFile; readonly created: boolean }>;
  openForRead(path: string): Promise<JournalFile>;
  /** Makes a folder and its parents, if missing. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Returns when new names in the folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  /** Names of the regular files in a folder. */
  listFiles(path: string): Promise<readonly string[]>;
}

class NodeFile implements JournalFile {
  constructor(readonly handle: FileHandle) {}

  async read(into: Uint8Array, position: number): Promise<number> {
    return (await this.handle.read(into, 0, into.length, position)).bytesRead;
  }

  async write(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  }

  datasync(): Promise<void> {
    return this.handle.datasync();
  }

  truncate(size: number): Promise<void> {
    return this.handle.truncate(size);
  }

  async stat(): Promise<{ readonly size: number; readonly links: number }> {
    const { size, nlink } = await this.handle.stat();
    return { size, links: nlink };
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Windows has no such flag; Node.js leaves the constant out there. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

class NodeFileSystem implements JournalFileSystem {
  async openForWrite(path: string): Promise<{ readonly file: JournalFile; readonly created: boolean }> {
    const flags = constants.O_RDWR | NO_FOLLOW;
    try {
      return { file: new NodeFile(await open(path, flags)), created: false };
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    }
    return { file: new NodeFile(await open(path, flags | constants.O_CREAT)), created: true };
  }

  async openForRead(path: string): Promise<JournalFile> {
    return new NodeFile(await open(path, constants.O_RDONLY));
  }

  makeFolder(path: string, mode?: number): Promise<void> {
    return makeFolder(path, mode);
  }

  async syncFolder(path: string): Promise<void> {
    // A folder cannot be opened on Windows; its file systems keep names safe themselves.
    if (process.platform === 'win32') return;
    const folder = await open(path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async listFiles(path: string): Promise<readonly string[]> {
    const entries: Dirent[] = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }
}

/** The real file system, through `node:fs`. */
export function createNodeFileSystem(): JournalFileSystem {
  return new NodeFileSystem();
}
