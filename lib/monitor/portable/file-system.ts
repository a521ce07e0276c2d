import { statfsSync } from 'node:fs';
import type { Readings } from '../sampling/readings.js';
import type { Source } from '../sampling/source.js';

/** Space on the file system of a folder. */
export class FileSystemSource implements Source {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(into: Readings): void {
    try {
      const { bsize, blocks, bfree, bavail } = statfsSync(this.#folder);
      const [used, free] = [(blocks - bfree) * bsize, bavail * bsize];
      into.gauge('disk_usage_megabytes', used / 1e6);
      into.gauge('disk_available_megabytes', free / 1e6);
      // Some blocks are neither in use nor to be had, because the administrator keeps them.
      if (used + free > 0) into.gauge('disk_usage_percentage', (used / (used + free)) * 100);
    } catch {
      // The folder is gone: there is nothing to say of it.
    }
  }

  close(): void {}
}
