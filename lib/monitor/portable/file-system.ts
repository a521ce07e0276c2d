import { statfsSync } from 'node:fs';
import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';

/** Space changes slowly, and asking for it may mean asking over a network: seconds between two questions. */
const ASK_SECONDS = 10;

/** Space on the file system of a folder. */
export class FileSystemSource implements Source {
  readonly #folder: string;
  readonly #now: () => number;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Bytes; `undefined` when the folder is gone. */
  #space: { readonly used: number; readonly free: number } | undefined;

  constructor({ now }: Pick<SourceContext, 'now'>, folder: string) {
    this.#folder = folder;
    this.#now = now;
  }

  read(into: Readings): void {
    const now = this.#now();
    if (now - this.#askedAt >= ASK_SECONDS) {
      this.#askedAt = now;
      this.#space = spaceOf(this.#folder);
    }
    if (this.#space === undefined) return;
    const { used, free } = this.#space;
    into.gauge('disk_usage_megabytes', used / 1e6);
    into.gauge('disk_available_megabytes', free / 1e6);
    // Some blocks are neither in use nor to be had, because the administrator keeps them.
    if (used + free > 0) into.gauge('disk_usage_percentage', (used / (used + free)) * 100);
  }

  /** Holds nothing open. */
  close(): void {}
}

function spaceOf(folder: string): { readonly used: number; readonly free: number } | undefined {
  try {
    // `statvfs(3)`: free are blocks that nobody has, available those that a program without rights may take.
    const { bsize, blocks, bfree, bavail } = statfsSync(folder);
    return { used: (blocks - bfree) * bsize, free: bavail * bsize };
  } catch {
    return undefined;
  }
}
