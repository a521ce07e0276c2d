import { spawnSync } from 'node:child_process';
import { ownIdentity } from '../../exporters/journal/state/process-identity.js';
import { markOf } from '../../exporters/journal/state/process-mark.js';

let mark: string | undefined;

/** What stands in the names of what a process left that was killed. */
export function deadMark(): string {
  mark ??= markOf({ ...ownIdentity(), pid: spawnSync(process.execPath, ['--version']).pid, startTicks: '1' });
  return mark;
}
