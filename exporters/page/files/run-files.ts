import { stat } from 'node:fs/promises';
import { locate, type RegisteredFile, registeredFiles } from '../../documents/index.js';
import type { RunFileState, RunFolder } from '../hub/index.js';

/** Runs whose lists are kept; another one is read again. */
const MAX_KEPT = 8;
/** Journals that are read at once. */
const MAX_READING = 2;

/** A file that can be fetched. */
export interface FetchableFile {
  readonly id: string;
  /** Name among the run's files, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** What a run has to be fetched. */
export interface RunFilesList {
  readonly format: 1;
  readonly stem: string;
  readonly journal: { readonly size: number };
  readonly files: readonly FetchableFile[];
  /** Registered files that are not to be had here, each with the reason. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/** Why there is no list. */
export type NoList = { readonly kind: 'missing' } | { readonly kind: 'busy'; readonly reason: string };

/** Files that runs registered, as far as they may be fetched. What comes from outside is compared with names that there are. */
export interface RunFiles {
  list(stem: string): Promise<{ readonly kind: 'ok'; readonly list: RunFilesList } | NoList>;
  /** Path of the journal. */
  journal(stem: string): Promise<{ readonly kind: 'ok'; readonly path: string } | NoList>;
  /** Path of a registered file. */
  file(stem: string, id: string): Promise<{ readonly kind: 'ok'; readonly path: string } | NoList>;
}

interface Kept {
  readonly state: RunFileState;
  readonly files: Promise<readonly RegisteredFile[]>;
}

class FolderRunFiles implements RunFiles {
  readonly #folder: RunFolder;
  readonly #roots: readonly string[];
  readonly #kept = new Map<string, Kept>();
  #reading = 0;

  constructor(folder: RunFolder, roots: readonly string[]) {
    this.#folder = folder;
    this.#roots = roots;
  }

  async list(stem: string): Promise<{ readonly kind: 'ok'; readonly list: RunFilesList } | NoList> {
    const state = await this.#folder.find(stem);
    if (state === undefined) return { kind: 'missing' };
    const registered = await this.#registered(state);
    if (registered === undefined) return { kind: 'busy', reason: 'too many run files are being read' };
    const files: FetchableFile[] = [];
    const missing: { name: string; reason: string }[] = [];
    for (const file of registered) {
      const { id, name } = file;
      const found = await locate(file, this.#roots);
      const size = found.kind === 'ok' ? await sizeOf(found.path) : undefined;
      if (size !== undefined) files.push({ id, name, size });
      else missing.push({ name, reason: found.kind === 'ok' ? 'it is gone' : found.reason });
    }
    return { kind: 'ok', list: { format: 1, stem, journal: { size: state.size }, files, missing } };
  }

  async journal(stem: string): Promise<{ readonly kind: 'ok'; readonly path: string } | NoList> {
    const state = await this.#folder.find(stem);
    return state === undefined ? { kind: 'missing' } : { kind: 'ok', path: this.#folder.pathOf(state) };
  }

  async file(stem: string, id: string): Promise<{ readonly kind: 'ok'; readonly path: string } | NoList> {
    const state = await this.#folder.find(stem);
    if (state === undefined) return { kind: 'missing' };
    const registered = await this.#registered(state);
    if (registered === undefined) return { kind: 'busy', reason: 'too many run files are being read' };
    const file = registered.find((known) => known.id === id);
    const found = file === undefined ? undefined : await locate(file, this.#roots);
    return found?.kind === 'ok' ? found : { kind: 'missing' };
  }

  /** `undefined` when too many journals are being read. */
  async #registered(state: RunFileState): Promise<readonly RegisteredFile[] | undefined> {
    const known = this.#kept.get(state.stem);
    if (known !== undefined && known.state.size === state.size && known.state.inode === state.inode) return known.files;
    if (this.#reading >= MAX_READING) return undefined;
    this.#reading += 1;
    const files = registeredFiles(this.#folder.pathOf(state)).finally(() => {
      this.#reading -= 1;
    });
    this.#keep(state, files);
    return files;
  }

  #keep(state: RunFileState, files: Promise<readonly RegisteredFile[]>): void {
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MAX_KEPT && !this.#kept.has(state.stem) && !oldest.done) this.#kept.delete(oldest.value);
    this.#kept.set(state.stem, { state, files });
    // What could not be read is read again by who asks next.
    files.catch(() => this.#kept.delete(state.stem));
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

/**
 * Makes the access to what runs of a folder registered.
 *
 * @param roots folders whose files may be fetched: whoever can send telemetry chooses the paths
 */
export function createRunFiles(folder: RunFolder, roots: readonly string[]): RunFiles {
  return new FolderRunFiles(folder, roots);
}
