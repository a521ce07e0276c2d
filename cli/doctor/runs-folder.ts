import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reasonOf, systemCodeOf } from '../errors.js';
import { type Finding, well, wrong } from './finding.js';

/** Below this the next long run may fill the disk, and a bridge with a full disk takes nothing. */
const LEAST_FREE_BYTES = 1_000_000_000;

/** Whether run files can be written: the folder, or the one that it would be made in, and the room on its disk. */
export async function checkRunsFolder(runsDir: string, leastFreeBytes = LEAST_FREE_BYTES): Promise<Finding> {
  const what = 'runs folder';
  const folder = resolve(runsDir);
  const existing = await nearestExisting(folder);
  try {
    if (!(await stat(existing)).isDirectory()) {
      return wrong(what, `${existing} is no folder`, 'name another with --runs-dir');
    }
    await access(existing, constants.W_OK | constants.X_OK);
    if (existing === folder) await checkState(join(folder, '.state'));
    const { bavail, bsize } = await statfs(existing);
    if (bavail * bsize < leastFreeBytes) {
      return wrong(
        what,
        `${folder}: only ${gigabytes(bavail * bsize)} free`,
        'make room, or remove old runs, or name another disk with --runs-dir',
      );
    }
    return well(what, `${folder}${existing === folder ? '' : ' (will be made)'}, ${gigabytes(bavail * bsize)} free`);
  } catch (error) {
    const mend = 'give this user the right to write there, or name another folder with --runs-dir';
    return wrong(what, `${folder}: ${reasonOf(error)}`, mend);
  }
}

/** A bridge that another user ran once may have left a state folder that this one cannot write. @throws the system's error */
async function checkState(stateDir: string): Promise<void> {
  await access(stateDir, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  });
}

async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const missing = await stat(at).then(
      () => false,
      (error: unknown) => systemCodeOf(error) === 'ENOENT',
    );
    if (!missing || at === dirname(at)) return at;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
