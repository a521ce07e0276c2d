import { createNodeFileSystem, type JournalFile, type JournalFileSystem } from '../../../../exporters/journal/index.js';

/** Operations that can be made to fail. */
export type FileOperation = 'openForWrite' | 'write' | 'datasync' | 'truncate' | 'syncFolder' | 'close';

/** What happens instead of an operation. */
export interface Fault {
  /** Code of the system error, such as `ENOSPC`. */
  readonly code: string;
  /** How often; default once. */
  readonly times?: number;
  /** Operations that succeed first; default none. */
  readonly after?: number;
  /** For `write`: bytes that get through before the error. */
  readonly writtenFirst?: number;
}

/** The real file system with faults and counts. */
export interface FaultyFileSystem extends JournalFileSystem {
  fail(operation: FileOperation, fault: Fault): void;
  /** Lets each write take so many bytes at most; `undefined` for all. */
  shortWrites: number | undefined;
  /** Calls so far. */
  readonly calls: Record<FileOperation | 'openForRead', number>;
  /** Files that are open for writing now. */
  readonly openForWriteNow: number;
  /** The most that were open for writing at once. */
  readonly mostOpen: number;
}

class Faulty implements FaultyFileSystem {
  readonly #real: JournalFileSystem;
  readonly #faults = new Map<FileOperation, { fault: Fault; after: number; times: number }>();
  readonly calls = { openForWrite: 0, write: 0, datasync: 0, truncate: 0, syncFolder: 0, close: 0, openForRead: 0 };
  shortWrites: number | undefined;
  openForWriteNow = 0;
  mostOpen = 0;

  constructor(real: JournalFileSystem) {
    this.#real = real;
  }

  fail(operation: FileOperation, fault: Fault): void {
    this.#faults.set(operation, { fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  }

  async openForWrite(path: string): Promise<{ readonly file: JournalFile; readonly created: boolean }> {
    this.#check('openForWrite');
    const { file, created } = await this.#real.openForWrite(path);
    this.openForWriteNow++;
    this.mostOpen = Math.max(this.mostOpen, this.openForWriteNow);
    return { file: this.#wrap(file), created };
  }

  openForRead(path: string): Promise<JournalFile> {
    this.calls.openForRead++;
    return this.#real.openForRead(path);
  }

  makeFolder(path: string, mode?: number): Promise<void> {
    return this.#real.makeFolder(path, mode);
  }

  async syncFolder(path: string): Promise<void> {
    this.#check('syncFolder');
    await this.#real.syncFolder(path);
  }

  listFiles(path: string): Promise<readonly string[]> {
    return this.#real.listFiles(path);
  }

  #wrap(file: JournalFile): JournalFile {
    return {
      read: (into, position) => file.read(into, position),
      stat: () => file.stat(),
      write: async (bytes, position) => {
        const fault = this.#due('write');
        if (fault !== undefined) {
          await file.write(bytes.subarray(0, fault.writtenFirst ?? 0), position);
          throw systemError(fault.code);
        }
        return file.write(bytes.subarray(0, this.shortWrites ?? bytes.length), position);
      },
      datasync: async () => {
        this.#check('datasync');
        await file.datasync();
      },
      truncate: async (size) => {
        this.#check('truncate');
        await file.truncate(size);
      },
      close: async () => {
        this.openForWriteNow--;
        await file.close();
        this.#check('close');
      },
    };
  }

  #check(operation: FileOperation): void {
    const fault = this.#due(operation);
    if (fault !== undefined) throw systemError(fault.code);
  }

  #due(operation: FileOperation): Fault | undefined {
    this.calls[operation]++;
    const planned = this.#faults.get(operation);
    if (planned === undefined || planned.times === 0) return undefined;
    if (planned.after > 0) {
      planned.after--;
      return undefined;
    }
    planned.times--;
    return planned.fault;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Makes a file system that works until told otherwise. @param real does the work */
export function createFaultyFileSystem(real: JournalFileSystem = createNodeFileSystem()): FaultyFileSystem {
  return new Faulty(real);
}
