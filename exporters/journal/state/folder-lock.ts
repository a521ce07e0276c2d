import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FolderLockedError, systemErrorCode } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.js';
import { isLeft, ownMark } from './process-mark.js';

/** The right to write a runs folder. */
export interface FolderLock {
  /** Gives the folder free. Harmless when called again. */
  release(): Promise<void>;
}

/** Options of {@link createFolderLock}. */
export interface FolderLockOptions {
  /** Called when somebody had removed the lock's file, or the whole folder, and it was made again. */
  readonly onRestored?: (() => Promise<void>) | undefined;
}

/** Content of a lock file. */
interface Holder extends ProcessIdentity {
  /** ISO 8601. */
  readonly lockedAt: string;
  readonly released?: boolean;
}

/** A holder that cannot be seen from here (other container, other thread) touches its file this often … */
const SIGN_OF_LIFE_SECONDS = 5;
/** … and counts as dead when it has not for so long. */
const SILENCE_SECONDS = 20;
/** Attempts in which somebody else was quicker each time; nobody is, that often. */
const MAX_ATTEMPTS = 300;
const LOCK_NAME = /^bridge\.lock\.(\d{1,15})$/;
/** Name of a lock file before it is whole, with the mark of the process that writes it. */
const DRAFT_NAME = /^bridge\.lock\.\d{1,15}\.([\d-]+-[\da-f]{8}|\d{1,10})-[\da-f]{12}\.tmp$/;

class GenerationLock implements FolderLock {
  readonly #timer: NodeJS.Timeout;
  #released = false;

  constructor(
    readonly path: string,
    readonly holder: Holder,
    readonly onRestored: () => Promise<void>,
  ) {
    this.#timer = setInterval(() => void this.#showLife().catch(() => undefined), SIGN_OF_LIFE_SECONDS * 1000);
    this.#timer.unref();
  }

  async #showLife(): Promise<void> {
    const now = new Date();
    try {
      await utimes(this.path, now, now);
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') await this.#restore();
    }
  }

  /** Somebody removed the file. The folder of the runs itself is not made here: it may be on a disk that is away. */
  async #restore(): Promise<void> {
    const folder = dirname(this.path);
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    });
    // Whoever made a lock of its own meanwhile has the folder.
    if (this.#released || (await generations(folder)).length > 0) return;
    if (await makeWhole(this.path, this.holder)) await this.onRestored();
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#timer);
    try {
      await replace(this.path, { ...this.holder, released: true });
    } catch (error) {
      // Somebody removed the folder: then there is nothing left to hold.
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/**
 * Takes the folder's lock, one bridge a folder. The lock is the file `bridge.lock.<n>` with the highest number. A free
 * folder (the holder released it, or its process is gone: killed, rebooted, number reused) is taken by making the file
 * with the next number, which only one of several takers can; numbers never go down, so a slow taker that makes an
 * older one sees the newer and stands back.
 *
 * @param stateDir the folder for state in the runs folder; made with mode 0700 if missing
 * @throws FolderLockedError naming folder and holder when another bridge has it
 * @throws Error when a lock file is none that can be read or replaced, such as a symbolic link to nowhere
 */
export async function createFolderLock(stateDir: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  const folder = resolve(stateDir);
  await makeFolder(folder, 0o700);
  const self = ownIdentity();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const newest = (await generations(folder)).at(-1) ?? 0;
    const before = newest === 0 ? undefined : await readHolder(lockPath(folder, newest));
    // The file went away meanwhile: somebody has a newer one.
    if (newest > 0 && before === undefined) continue;
    if (before !== undefined) refuseIfHeld(folder, newest, before, self);
    const holder: Holder = { ...self, lockedAt: new Date().toISOString() };
    const path = lockPath(folder, newest + 1);
    if (!(await makeWhole(path, holder))) continue;
    const all = await generations(folder);
    if (all.at(-1) !== newest + 1) {
      await rm(path, { force: true });
      continue;
    }
    await Promise.all(all.slice(0, -1).map((old) => rm(lockPath(folder, old), { force: true })));
    await removeLeftDrafts(folder);
    return new GenerationLock(path, holder, options.onRestored ?? (async () => undefined));
  }
  throw new Error(`${folder}: expected lock files (bridge.lock.<n>) of a bridge, got others; remove them`);
}

/** Who has a folder, as far as can be seen from here. */
export interface FolderOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** `gone`: the next taker gets the folder. `unseen`: a process of another host or container, which shows life itself. */
  readonly state: 'runs' | 'gone' | 'unseen';
  /** Since it last showed life. */
  readonly silentSeconds: number;
}

/**
 * Who has a folder; `undefined` when nobody does. Takes nothing and changes nothing.
 *
 * @throws the system's error when the folder cannot be read
 */
export async function findFolderOwner(stateDir: string): Promise<FolderOwner | undefined> {
  const folder = resolve(stateDir);
  const newest = (await generations(folder)).at(-1);
  const found = newest === undefined ? undefined : await readHolder(lockPath(folder, newest));
  if (found?.holder === undefined || found.holder.released === true) return undefined;
  const { pid, host, lockedAt: since } = found.holder;
  const liveness = livenessOf(found.holder, ownIdentity());
  const silent = liveness === 'unknown' && found.silentSeconds > SILENCE_SECONDS;
  const state = liveness === 'alive' ? 'runs' : liveness === 'dead' || silent ? 'gone' : 'unseen';
  return { pid, host, since, state, silentSeconds: Math.max(0, found.silentSeconds) };
}

function lockPath(folder: string, generation: number): string {
  return join(folder, `bridge.lock.${generation}`);
}

/** Numbers of the lock files, rising. */
async function generations(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

interface FoundHolder {
  /** `undefined` when the file is no lock file of ours: then nobody holds it. */
  readonly holder: Holder | undefined;
  readonly silentSeconds: number;
}

async function readHolder(path: string): Promise<FoundHolder | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { holder: parseHolder(text), silentSeconds: (Date.now() - mtimeMs) / 1000 };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const fields = value as Partial<Record<keyof Holder, unknown>>;
    return typeof fields.pid === 'number' && typeof fields.host === 'string' ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function refuseIfHeld(folder: string, generation: number, found: FoundHolder, self: ProcessIdentity): void {
  const { holder, silentSeconds } = found;
  if (holder === undefined || holder.released === true) return;
  const liveness = livenessOf(holder, self);
  if (liveness === 'dead' || (liveness === 'unknown' && silentSeconds > SILENCE_SECONDS)) return;
  const { pid, host, lockedAt: startedAt } = holder;
  const advice =
    liveness === 'alive'
      ? 'Stop it first, send to it, or use another --runs-dir.'
      : `It was last seen ${Math.max(0, Math.round(silentSeconds))} seconds ago; if it is gone, try again in ` +
        `${SILENCE_SECONDS} seconds or remove ${lockPath(folder, generation)}.`;
  throw new FolderLockedError(dirname(folder), { pid, host, startedAt }, advice);
}

/** Makes a file that has its content from the first moment; false when there is one of that name. */
async function makeWhole(path: string, holder: Holder): Promise<boolean> {
  const draft = await writeDraft(path, holder);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function replace(path: string, holder: Holder): Promise<void> {
  await rename(await writeDraft(path, holder), path);
}

async function writeDraft(path: string, holder: Holder): Promise<string> {
  const draft = `${path}.${ownMark()}-${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600 });
  return draft;
}

/** Removes what takers left that were killed while they wrote. What cannot be removed now is no reason not to begin. */
async function removeLeftDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const mark = DRAFT_NAME.exec(name)?.[1];
    if (mark === undefined) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && isLeft(mark, found.mtimeMs)) await rm(path, { force: true }).catch(() => undefined);
  }
}
