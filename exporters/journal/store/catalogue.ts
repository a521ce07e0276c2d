import { join } from 'node:path';
import type { RunReference } from '../../bridge/sink.js';
import { JournalUnavailableError } from '../errors.js';
import type { JournalFileSystem } from '../files/file-system.js';
import { readFirstLine } from '../files/journal-reader.js';
import { lastLineEnd } from '../files/line-reader.js';
import { hashStem, runFileStem } from '../files/run-file-stem.js';
import { createLimiter } from './limiter.js';

/** Ending of a journal's file name. */
export const JOURNAL_ENDING = '.jsonl';
/** Heads of journals that are read at once when the folder is opened. */
const HEADS_AT_ONCE = 16;

/** A journal that was in the folder already. */
export interface FoundRun extends RunReference {
  /** Bytes up to the last newline. */
  readonly size: number;
}

/** Which run has which file. */
export interface Catalogue {
  /** The journals that were in the folder when it was opened. */
  readonly found: readonly FoundRun[];
  /**
   * Name for a run's files, which is its own from now on and after every restart: the file that holds the run already,
   * else its plain name, else (that is another run's, or differs from one by case only) its hash name.
   *
   * @throws JournalUnavailableError when both names belong to other runs
   */
  claim(runId: string): string;
}

interface Head {
  readonly stem: string;
  /** `undefined` when the first line does not tell. */
  readonly runId: string | undefined;
  readonly size: number;
}

/** What `openCatalogue` needs. */
export interface CatalogueOptions {
  readonly runsDir: string;
  readonly fileSystem: JournalFileSystem;
  readonly maxLineBytes: number;
  readonly warn: (text: string) => void;
}

class FolderCatalogue implements Catalogue {
  readonly #stems = new Map<string, string>();
  /** Lower-case stem → run; some file systems do not tell case apart. */
  readonly #owners = new Map<string, string | undefined>();

  constructor(
    readonly runsDir: string,
    readonly found: readonly FoundRun[],
    heads: readonly Head[],
  ) {
    for (const { stem, runId } of heads) this.#owners.set(stem.toLowerCase(), runId);
    for (const { runId, stem } of found) this.#stems.set(runId, stem);
  }

  claim(runId: string): string {
    const known = this.#stems.get(runId);
    if (known !== undefined) return known;
    const stem = [runFileStem(runId), hashStem(runId)].find((name) => {
      const owner = this.#owners.get(name.toLowerCase());
      return owner === undefined || owner === runId;
    });
    if (stem === undefined) {
      const path = join(this.runsDir, hashStem(runId) + JOURNAL_ENDING);
      throw new JournalUnavailableError('EEXIST', path, `${path} holds another run than its name says; move it away.`);
    }
    this.#stems.set(runId, stem);
    this.#owners.set(stem.toLowerCase(), runId);
    return stem;
  }
}

/** Finds the journals of a folder by their first lines; nothing else of them is read. @throws the system's error */
export async function openCatalogue(options: CatalogueOptions): Promise<Catalogue> {
  const { runsDir, fileSystem, warn } = options;
  const names = (await fileSystem.listFiles(runsDir)).filter((name) => name.endsWith(JOURNAL_ENDING)).sort();
  const limiter = createLimiter(HEADS_AT_ONCE);
  const heads = await Promise.all(names.map((name) => limiter.run(() => readHead(options, name))));
  const found = new Map<string, FoundRun>();
  for (const { stem, size, runId } of heads) {
    if (size === 0 || runId === undefined) continue;
    const other = found.get(runId);
    const better = other === undefined || stem === runFileStem(runId);
    if (other !== undefined) {
      const [used, unused] = better ? [stem, other.stem] : [other.stem, stem];
      warn(`${unused}${JOURNAL_ENDING} holds the same run as ${used}${JOURNAL_ENDING} (${runId}) and is ignored.`);
    }
    if (better) found.set(runId, { runId, stem, size });
  }
  return new FolderCatalogue(runsDir, [...found.values()], heads);
}

async function readHead(options: CatalogueOptions, name: string): Promise<Head> {
  const stem = name.slice(0, -JOURNAL_ENDING.length);
  try {
    const file = await options.fileSystem.openForRead(join(options.runsDir, name));
    try {
      const size = await lastLineEnd(file, (await file.stat()).size);
      const first = size === 0 ? undefined : await readFirstLine(file, options.maxLineBytes);
      if (first?.kind === 'event') return { stem, size, runId: first.event.run_id };
      // Without a readable first line the name has to do, where it can be a run's own.
      return { stem, size, runId: size > 0 && runFileStem(stem) === stem ? stem : undefined };
    } finally {
      await file.close();
    }
  } catch (error) {
    options.warn(`Cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return { stem, size: 0, runId: undefined };
  }
}
