import { open, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunReference } from '../../bridge/sink.js';
import { systemErrorCode, toUnavailable } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';
import { runFileStem } from '../files/run-file-stem.js';

/** How far each sink has come in each run, kept over restarts. */
export interface CursorStore {
  /**
   * Sequence up to which the sink has a run's events; 0 when there is none or the file is damaged (which is said), so
   * that the sink gets everything again rather than miss something.
   */
  read(sink: string, run: RunReference): Promise<number>;
  /**
   * Keeps a sequence. Calls for one sink and run take effect in order; a reader, also after a crash, sees the old or the
   * new one.
   *
   * @throws JournalUnavailableError when the disk does not take it
   */
  write(sink: string, run: RunReference, sequence: number): Promise<void>;
}

class FileCursorStore implements CursorStore {
  readonly #folders = new Set<string>();
  /** The last write under way, by file. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(
    readonly dir: string,
    readonly warn: (text: string) => void,
  ) {}

  async read(sink: string, run: RunReference): Promise<number> {
    const path = this.#path(sink, run);
    await this.#writing.get(path)?.catch(() => undefined);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') this.#distrust(path, sink, run, String(error));
      return 0;
    }
    const sequence = parseCursor(text, run.runId);
    if (sequence === undefined) this.#distrust(path, sink, run, 'it does not hold a cursor of this run');
    return sequence ?? 0;
  }

  async write(sink: string, run: RunReference, sequence: number): Promise<void> {
    const path = this.#path(sink, run);
    const before = this.#writing.get(path) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.#replace(path, run, sequence));
    this.#writing.set(path, mine);
    try {
      await mine;
    } catch (error) {
      throw toUnavailable(error, path);
    } finally {
      if (this.#writing.get(path) === mine) this.#writing.delete(path);
    }
  }

  async #replace(path: string, run: RunReference, sequence: number): Promise<void> {
    const folder = join(path, '..');
    if (!this.#folders.has(folder)) {
      await makeFolder(folder, 0o700);
      this.#folders.add(folder);
    }
    const draft = `${path}.tmp`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ run_id: run.runId, sequence })}\n`);
      // Without this a power failure could leave an empty file under the final name.
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }

  #path(sink: string, run: RunReference): string {
    // A sink of the user's own is named by its path, and a stem comes from a folder listing: neither is trusted.
    return join(this.dir, runFileStem(sink), `${runFileStem(run.stem)}.json`);
  }

  #distrust(path: string, sink: string, run: RunReference, why: string): void {
    this.warn(`Cannot use ${path} (${why}): ${sink} gets run ${run.runId} from its first event again.`);
  }
}

function parseCursor(text: string, runId: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('sequence' in value) || !('run_id' in value)) return undefined;
    const { sequence } = value;
    const usable = value.run_id === runId && typeof sequence === 'number' && Number.isSafeInteger(sequence);
    return usable && sequence >= 0 ? sequence : undefined;
  } catch {
    return undefined;
  }
}

/** Options of `createCursorStore`. */
export interface CursorStoreOptions {
  /** Says something to the operator. Default: nothing is said. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** @param dir folder with a folder for each sink, one small file a run in it; made at the first write */
export function createCursorStore(dir: string, options: CursorStoreOptions = {}): CursorStore {
  return new FileCursorStore(resolve(dir), options.warn ?? (() => undefined));
}
