import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../../journal/state/process-identity.js';
import { keepJson } from '../../sink-parts/index.js';
import { publish } from '../offline/index.js';
import { readState } from './state-file.js';

/** A directory that is whole and has not got its name yet. */
export interface WholeDraft {
  readonly draftName: string;
  /** Name that it is to get. */
  readonly name: string;
}

/** Whose the directories of one completion are; kept beside them from before the first is made until the last has its name. */
interface DraftClaim {
  readonly owner: ProcessIdentity;
  /** State of the run, where a later process of the same runs folder finds what to go on with; none in an export. */
  readonly stateFile: string | undefined;
  /** All directories, once all are whole. */
  readonly whole: readonly WholeDraft[];
}

/** What {@link sweepDrafts} came to. */
export interface SweptDrafts {
  /** Directories that were whole and have their names now. */
  readonly published: readonly string[];
  /** Directories that were not whole and are gone. */
  readonly removed: number;
}

/** `wandb sync` passes over both, and so does whoever lists the folder over the claim. */
const CLAIM_FILE = /^\.(incomplete-[0-9a-f]{8})\.json$/;
const DIRECTORY_NAME = /^offline-run-[\w.-]+$/;

/** Begin of the names of one completion's directories until they are whole. */
export function newDraftPrefix(): string {
  return `incomplete-${randomBytes(4).toString('hex')}-`;
}

/**
 * Says that this process is at the directories of a prefix.
 *
 * @param folder the folder `wandb`
 * @throws Error (system error) when the disk does not take it
 */
export async function keepClaim(
  folder: string,
  prefix: string,
  { stateFile, whole }: Omit<DraftClaim, 'owner'>,
): Promise<void> {
  await keepJson(claimPath(folder, prefix), { owner: ownIdentity(), stateFile, whole });
}

/** There are no directories of the prefix any more. @throws Error (system error) */
export async function removeClaim(folder: string, prefix: string): Promise<void> {
  await rm(claimPath(folder, prefix), { force: true });
}

/**
 * Ends what processes that are gone had begun in a folder and nobody else will end: gives directories their names when
 * all of a completion are whole, removes them otherwise. Those of a process that may live are left alone, as are those
 * that a run's state knows of, and those without a claim.
 *
 * @param folder the folder `wandb`; it need not be there
 * @throws Error (system error) when the disk does not take it; it can be called again
 */
export async function sweepDrafts(folder: string): Promise<SweptDrafts> {
  const published: string[] = [];
  let removed = 0;
  for (const file of await readdir(folder).catch(() => [])) {
    const name = CLAIM_FILE.exec(file)?.[1];
    if (name === undefined) continue;
    const prefix = `${name}-`;
    const claim = await readClaim(join(folder, file));
    if (claim === undefined || !(await isNobodys(claim, prefix))) continue;
    for (const draft of claim.whole) {
      if (isSafe(draft, prefix) && (await publishDraft(folder, draft))) published.push(draft.name);
    }
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || !entry.name.startsWith(prefix)) continue;
      await rm(join(folder, entry.name), { recursive: true, force: true });
      removed += 1;
    }
    await removeClaim(folder, prefix);
  }
  return { published, removed };
}

async function isNobodys({ owner, stateFile }: DraftClaim, prefix: string): Promise<boolean> {
  if (livenessOf(owner, ownIdentity()) !== 'dead') return false;
  return stateFile === undefined || (await readState(stateFile))?.draft !== prefix;
}

/** @returns false when there is nothing to name any more, or another directory has the name, which is never written over */
async function publishDraft(folder: string, { draftName, name }: WholeDraft): Promise<boolean> {
  const drafts = await readdir(folder);
  if (!drafts.includes(draftName) || drafts.includes(name)) return false;
  await publish(folder, draftName, name);
  return true;
}

/** What is read from a file becomes no path unchecked. */
function isSafe({ draftName, name }: WholeDraft, prefix: string): boolean {
  return draftName.startsWith(prefix) && !/[\\/]/.test(draftName) && DIRECTORY_NAME.test(name);
}

function claimPath(folder: string, prefix: string): string {
  return join(folder, `.${prefix.slice(0, -1)}.json`);
}

/** `undefined` for one that is damaged: nobody knows whose it is. */
async function readClaim(path: string): Promise<DraftClaim | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isClaim(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isClaim(value: unknown): value is DraftClaim {
  if (typeof value !== 'object' || value === null) return false;
  const { owner, stateFile, whole } = value as Partial<Record<keyof DraftClaim, unknown>>;
  if (typeof owner !== 'object' || owner === null || !Array.isArray(whole)) return false;
  const { pid, thread, ...texts } = owner as Partial<Record<keyof ProcessIdentity, unknown>>;
  return (
    Number.isSafeInteger(pid) &&
    Number.isSafeInteger(thread) &&
    [texts.startTicks, texts.host, texts.bootId, texts.pidSpace].every((text) => typeof text === 'string') &&
    (stateFile === undefined || typeof stateFile === 'string') &&
    whole.every((draft) => typeof draft?.draftName === 'string' && typeof draft?.name === 'string')
  );
}
