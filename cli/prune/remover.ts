import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { askToPrune } from '../../exporters/bridge/control/client.js';
import { findBridge } from '../../exporters/bridge/discovery.js';
import { type PruneOutcome, type RunFiles, removeRun } from '../../exporters/bridge/retention/index.js';
import { createFolderLock, FolderLockedError } from '../../exporters/journal/index.js';
import { CommandError, reasonOf } from '../errors.js';

/** Whoever may remove runs from a folder now. */
export interface Remover {
  /** @throws CommandError when the bridge that would have to does not answer */
  remove(runs: readonly RunFiles[]): Promise<readonly PruneOutcome[]>;
  close(): Promise<void>;
}

/**
 * The folder's lock and our own hands, or, beside a running bridge, that bridge.
 *
 * @throws CommandError when the folder is locked by a process that takes no orders from here, or is not there
 */
export async function openRemover(runsDir: string): Promise<Remover> {
  const stateDir = join(runsDir, '.state');
  // The lock would make the folder.
  await access(runsDir).catch(() => {
    throw new CommandError(`--runs-dir ${runsDir}: there is no such folder`);
  });
  try {
    const lock = await createFolderLock(stateDir);
    return { remove: (runs) => removeAll(runsDir, runs), close: () => lock.release() };
  } catch (error) {
    if (error instanceof FolderLockedError) return bridgeOf(stateDir, error);
    throw new CommandError(`--runs-dir ${runsDir}: expected a writable folder, got ${reasonOf(error)}`);
  }
}

async function removeAll(runsDir: string, runs: readonly RunFiles[]): Promise<readonly PruneOutcome[]> {
  const outcomes: PruneOutcome[] = [];
  for (const files of runs) {
    await removeRun(runsDir, files);
    outcomes.push({ stem: files.stem, kind: 'removed' });
  }
  return outcomes;
}

async function bridgeOf(stateDir: string, locked: FolderLockedError): Promise<Remover> {
  const control = (await findBridge(stateDir))?.control;
  if (control === undefined) throw new CommandError(reasonOf(locked));
  return {
    async remove(runs) {
      try {
        return await askToPrune(control, runs);
      } catch (error) {
        // The holder may be in another container, whose loopback is not ours.
        throw new CommandError(`${reasonOf(locked)} It was asked to remove the runs itself: ${reasonOf(error)}`);
      }
    },
    close: async () => undefined,
  };
}
