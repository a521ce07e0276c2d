import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at first; the files of the kernel that matter here are mostly shorter. */
const FIRST_BYTES = 4096;
const MAX_BYTES = 1024 * 1024;
/** The kernel fills a page of 4096 bytes with whole records, which are shorter than the rest: a reading of less is all. */
const LAST_BYTES = 2048;

/**
 * A file that the kernel makes anew at each reading. It stays open: opening costs more than reading, and the files of a
 * process that has ended can then never be those of another one with its number.
 */
export class KernelFile {
  readonly #path: string;
  readonly #whole: boolean;
  #descriptor: number | undefined;
  #buffer: Buffer;
  #gone = false;

  /** @param beginning bytes at the beginning that are all that is wanted; the whole file unless it is said */
  constructor(path: string, beginning?: number) {
    this.#path = path;
    this.#whole = beginning === undefined;
    this.#buffer = Buffer.allocUnsafeSlow(beginning ?? FIRST_BYTES);
  }

  /** The text as it is now; `undefined` when it cannot be read, from then on for ever. */
  read(): string | undefined {
    if (this.#gone) return undefined;
    try {
      this.#descriptor ??= openSync(this.#path, 'r');
      return this.#readAll(this.#descriptor);
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    this.#gone = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #readAll(descriptor: number): string {
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, this.#buffer, length, this.#buffer.length - length, length);
      length += read;
      const full = length === this.#buffer.length;
      if (read === 0 || !this.#whole || (!full && read < LAST_BYTES)) break;
      if (full && this.#buffer.length >= MAX_BYTES) break;
      if (full) this.#buffer = Buffer.concat([this.#buffer], this.#buffer.length * 2);
    }
    return this.#buffer.toString('latin1', 0, length);
  }
}
