import { createNodeFileSystem, type JournalFileSystem } from '../../../../exporters/journal/index.js';

/** The real file system, with a disk that hangs: syncs of chosen files do not end until they are let go. */
export interface HeldFileSystem extends JournalFileSystem {
  /** Holds the syncs of files whose path ends so. */
  hold(ending: string): void;
  /** Lets all syncs go on. */
  letGo(): void;
  /** Syncs that wait. */
  readonly waiting: number;
}

class Held implements HeldFileSystem {
  readonly #real = createNodeFileSystem();
  readonly #goOn: (() => void)[] = [];
  #ending: string | undefined;

  hold(ending: string): void {
    this.#ending = ending;
  }

  letGo(): void {
    this.#ending = undefined;
    for (const goOn of this.#goOn.splice(0)) goOn();
  }

  get waiting(): number {
    return this.#goOn.length;
  }

  async openForWrite(path: string): ReturnType<JournalFileSystem['openForWrite']> {
    const { file, created } = await this.#real.openForWrite(path);
    const datasync = async () => {
      if (this.#ending !== undefined && path.endsWith(this.#ending)) {
        await new Promise<void>((resolve) => this.#goOn.push(resolve));
      }
      await file.datasync();
    };
    const held = {
      read: file.read.bind(file),
      write: file.write.bind(file),
      truncate: file.truncate.bind(file),
      stat: file.stat.bind(file),
      close: file.close.bind(file),
      datasync,
    };
    return { file: held, created };
  }

  openForRead(path: string): ReturnType<JournalFileSystem['openForRead']> {
    return this.#real.openForRead(path);
  }

  makeFolder(path: string, mode?: number): Promise<void> {
    return this.#real.makeFolder(path, mode);
  }

  syncFolder(path: string): Promise<void> {
    return this.#real.syncFolder(path);
  }

  listFiles(path: string): Promise<readonly string[]> {
    return this.#real.listFiles(path);
  }
}

/** Makes a file system that is as fast as the real one until told otherwise. */
export function createHeldFileSystem(): HeldFileSystem {
  return new Held();
}
