import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemErrorCode, toUnavailable } from '../errors.js';
import { hashStem, runFileStem } from '../files/run-file-stem.js';

/** How far one sink has come in each run, kept over restarts. */
export interface CursorStore {
  /** Sequence up to which the sink has the run's events; 0 when there is none. */
  get(runId: string): number;
  /**
   * Keeps a sequence. Calls for one run take effect in order; a crash leaves the old or the new one.
   *
   * @throws JournalUnavailableError when the disk does not take it; `get` has the new one all the same
   */
  set(runId: string, sequence: number): Promise<void>;
}

const ENDING = '.json';

class FolderCursorStore implements CursorStore {
  /** The last write under way, by run. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(
    readonly dir: string,
    readonly cursors: Map<string, number>,
  ) {}

  get(runId: string): number {
    return this.cursors.get(runId) ?? 0;
  }

  async set(runId: string, sequence: number): Promise<void> {
    this.cursors.set(runId, sequence);
    const before = this.#writing.get(runId) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.#replace(runId, sequence));
    this.#writing.set(runId, mine);
    try {
      await mine;
    } catch (error) {
      throw toUnavailable(error, this.dir);
    } finally {
      if (this.#writing.get(runId) === mine) this.#writing.delete(runId);
    }
  }

  async #replace(runId: string, sequence: number): Promise<void> {
    // Ids that differ by case only must not share a file where file names do not tell case apart.
    const plain = runFileStem(runId);
    const stem = plain === plain.toLowerCase() ? plain : hashStem(runId);
    const path = join(this.dir, stem + ENDING);
    const draft = `${path}.tmp`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ run_id: runId, sequence })}\n`);
      // Without this a power failure could leave an empty file under the final name.
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }
}

/** Options of `createCursorStore`. */
export interface CursorStoreOptions {
  /** Says something to the operator. Default: nothing is said. */
  readonly warn?: ((text: string) => void) | undefined;
}

/**
 * Opens the cursors of a sink. A damaged file is said and counts as none: the sink gets that run again from its first
 * event rather than miss something.
 *
 * @param dir the sink's own folder for cursors, one small file a run; made with mode 0700 if missing
 * @throws JournalUnavailableError when the folder cannot be made or read
 */
export async function createCursorStore(dir: string, options: CursorStoreOptions = {}): Promise<CursorStore> {
  const { warn = () => undefined } = options;
  const folder = resolve(dir);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const cursors = new Map<string, number>();
    for (const name of (await readdir(folder)).filter((entry) => entry.endsWith(ENDING))) {
      const path = join(folder, name);
      const cursor = parseCursor(
        await readFile(path, 'utf8').catch((error: unknown) => String(systemErrorCode(error))),
      );
      if (cursor !== undefined) cursors.set(cursor.runId, cursor.sequence);
      else warn(`${path} is damaged: the run gets there again from its first event.`);
    }
    return new FolderCursorStore(folder, cursors);
  } catch (error) {
    throw toUnavailable(error, folder);
  }
}

function parseCursor(text: string): { readonly runId: string; readonly sequence: number } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('sequence' in value) || !('run_id' in value)) return undefined;
    const { sequence, run_id: runId } = value;
    const usable = typeof runId === 'string' && typeof sequence === 'number' && Number.isSafeInteger(sequence);
    return usable && sequence >= 0 ? { runId, sequence } : undefined;
  } catch {
    return undefined;
  }
}
