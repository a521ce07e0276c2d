import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * A command that gives the process after it a file system of its own on a folder, which nobody else sees and which goes
 * away with the process. It needs no privileges where the system lets users have name spaces.
 *
 * @param size as `mount` takes it, such as `1m`
 */
export function onOwnDisk(folder: string, size: string): string[] {
  const script = `mount -t tmpfs -o size=${size} tmpfs "$0" && exec "$@"`;
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder];
}

/** Whether this system lets `onOwnDisk` work. */
export function canHaveOwnDisk(folder: string): boolean {
  const [command = '', ...words] = onOwnDisk(folder, '1m');
  return spawnSync(command, [...words, 'true']).status === 0;
}

/** The folder as that process sees it, as a path that works here. */
export function asSeenBy(pid: number, folder: string): string {
  return join(`/proc/${pid}/root`, folder);
}

/** Makes the process's own file system read-only, or writable again. @throws Error when it cannot be */
export function remount(pid: number, folder: string, mode: 'ro' | 'rw'): void {
  const inside = ['--target', String(pid), '--user', '--preserve-credentials', '--mount'];
  execFileSync('nsenter', [...inside, 'mount', '-o', `remount,${mode}`, folder], { stdio: 'pipe' });
}

/** A command that bounds the size of every file that the process after it writes, as a quota does (EFBIG). */
export function withFileLimit(blocks: number): string[] {
  return ['sh', '-c', `ulimit -S -f ${blocks} && exec "$@"`, 'sh'];
}

/** Takes that bound away while the process runs. @throws Error when it cannot be */
export function liftFileLimit(pid: number): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:'], { stdio: 'pipe' });
}
