import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../support/command.js';
import type { FakeWandb } from '../support/fake-wandb/fake-wandb.js';
import type { FakeRun } from '../support/fake-wandb/run.js';
import { pythonPeer } from './python.js';

/**
 * Uploads directories with the real `wandb sync`, in the folder above `wandb` as our own message says, and judges it as
 * that message says: its exit code tells nothing.
 *
 * @param names of directories in `wandb/`
 * @returns what it printed
 * @throws Error when a directory has no `.wandb.synced` afterwards, or an error was printed
 */
export async function syncWandb(fake: FakeWandb, folder: string, names: readonly string[]): Promise<string> {
  const { python } = await pythonPeer('wandb');
  const env = {
    HOME: folder,
    TMPDIR: folder,
    WANDB_BASE_URL: fake.url,
    WANDB_API_KEY: fake.key,
    WANDB_ERROR_REPORTING: 'false',
  };
  const words = ['sync', ...names.map((name) => join('wandb', name))];
  const { stdout, stderr } = await runCommand(join(dirname(python), 'wandb'), words, { cwd: folder, env });
  const output = stdout + stderr;
  for (const name of names) {
    const files = readdirSync(join(folder, 'wandb', name));
    if (!files.some((file) => file.endsWith('.wandb.synced'))) throw new Error(`${name} is not synced:\n${output}`);
  }
  if (output.includes('ERROR')) throw new Error(output);
  return output;
}

/** Names of directories that are whole. */
export function offlineRuns(folder: string): string[] {
  const wandb = join(folder, 'wandb');
  return existsSync(wandb) ? readdirSync(wandb).filter((name) => name.startsWith('offline-run-')) : [];
}

/** The rows of a run as the fold has them: without what the client adds, by their steps. */
export function plainRows({ history }: FakeRun): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  return new Map(
    history.map(({ _step, _timestamp, _runtime, ...values }) => {
      if (typeof _timestamp !== 'number' || typeof _runtime !== 'number') throw new Error('a row without time');
      return [Number(_step), values];
    }),
  );
}
