import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at first; the files of the kernel that matter here are mostly shorter. */
const FIRST_BYTES = 4096;
const MAX_BYTES = 1024 * 1024;
/** The kernel fills a page of 4096 bytes with whole records, which are shorter than the rest: a reading of less is all. */
const LAST_BYTES = 2048;

/** Shared by all files of a thread, because a reading is text before the next one begins. As long as the longest file. */
let scratch = Buffer.allocUnsafeSlow(FIRST_BYTES);

/** How a file is read. */
export interface KernelFileOptions {
  /** Bytes at the beginning that are all that is wanted. Default: the whole file. */
  readonly beginningBytes?: number;
  /** Whether it stays open between two readings. Default true. */
  readonly keepOpen?: boolean;
}

/**
 * A file that the kernel makes anew at each reading. It stays open: opening costs more than reading, and the files of a
 * process that has ended can then never be those of another one with its number (`proc(5)`: reading gives ESRCH).
 */
export class KernelFile {
  readonly #path: string;
  readonly #beginningBytes: number | undefined;
  readonly #keepOpen: boolean;
  #descriptor: number | undefined;
  #gone = false;

  constructor(path: string, { beginningBytes, keepOpen = true }: KernelFileOptions = {}) {
    this.#path = path;
    this.#beginningBytes = beginningBytes;
    this.#keepOpen = keepOpen;
  }

  /** The text as it is now; `undefined` when it cannot be read, from then on for ever. */
  read(): string | undefined {
    if (this.#gone) return undefined;
    try {
      this.#descriptor ??= openSync(this.#path, 'r');
      const length = this.#readBytes(this.#descriptor);
      if (!this.#keepOpen) this.#release();
      // The kernel writes ASCII, but for names that programs give: as bytes they cannot fail to be text.
      return scratch.toString('latin1', 0, length);
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    this.#gone = true;
    this.#release();
  }

  #release(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Reads into what is shared. @returns how many bytes there are */
  #readBytes(descriptor: number): number {
    if (this.#beginningBytes !== undefined) return readSync(descriptor, scratch, 0, this.#beginningBytes, 0);
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, scratch, length, scratch.length - length, length);
      length += read;
      const full = length === scratch.length;
      if (read === 0 || (!full && read < LAST_BYTES)) break;
      if (full && scratch.length >= MAX_BYTES) break;
      if (full) scratch = Buffer.concat([scratch], scratch.length * 2);
    }
    return length;
  }
}
