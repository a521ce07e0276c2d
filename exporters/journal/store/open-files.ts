import type { JournalFile, JournalFileSystem } from '../files/file-system.js';

/** Keeps the journals that were written last open, a bounded number of them. Each path has one user at a time. */
export interface OpenFiles {
  /** The open file, opened or made if need be. @throws the system's error */
  acquire(path: string): Promise<JournalFile>;
  /** The user is done; the file stays open until others push it out. */
  release(path: string, file: JournalFile): Promise<void>;
  /** The user is done and the file must not be used again. */
  discard(file: JournalFile): Promise<void>;
  /** Closes the file of a path that nobody uses at the moment, if it is open. */
  forget(path: string): Promise<void>;
  close(): Promise<void>;
}

class LruOpenFiles implements OpenFiles {
  /** Open and unused, the longest unused first. */
  readonly #idle = new Map<string, JournalFile>();

  constructor(
    readonly fileSystem: JournalFileSystem,
    readonly limit: number,
  ) {}

  async acquire(path: string): Promise<JournalFile> {
    const idle = this.#idle.get(path);
    this.#idle.delete(path);
    return idle ?? (await this.fileSystem.openForWrite(path)).file;
  }

  async release(path: string, file: JournalFile): Promise<void> {
    this.#idle.set(path, file);
    for (const [oldest, unused] of this.#idle) {
      if (this.#idle.size <= this.limit) return;
      this.#idle.delete(oldest);
      await this.discard(unused);
    }
  }

  async discard(file: JournalFile): Promise<void> {
    // All that matters is on disk by now; a failing close could change nothing.
    await file.close().catch(() => undefined);
  }

  async forget(path: string): Promise<void> {
    const idle = this.#idle.get(path);
    this.#idle.delete(path);
    if (idle !== undefined) await this.discard(idle);
  }

  async close(): Promise<void> {
    const files = [...this.#idle.values()];
    this.#idle.clear();
    await Promise.all(files.map((file) => this.discard(file)));
  }
}

/** @param limit unused files that stay open; those in use come on top */
export function createOpenFiles(fileSystem: JournalFileSystem, limit: number): OpenFiles {
  return new LruOpenFiles(fileSystem, limit);
}
