import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A real system that the tests run against, installed once and kept. */
export interface PeerRecipe {
  /** Name of its folder, before the hash. */
  readonly name: string;
  /** Committed files that pin every version; the installation is made anew when one of them changes. */
  readonly pinFiles: readonly string[];
  /** Installs into an empty folder, which is also where the peer stays. */
  install(folder: string): Promise<void>;
}

/** Where peers are kept: `FEDOTEL_PEERS_DIR`, or `.peers` in the checkout. */
export function peersFolder(): string {
  return resolve(process.env.FEDOTEL_PEERS_DIR ?? '.peers');
}

/**
 * The folder of a peer, installed on first use.
 *
 * Several processes may ask at once: one installs, the others wait. A process that died while it installed is noticed.
 *
 * @throws Error from the installation; the next call tries again
 */
export async function cachedPeer(recipe: PeerRecipe): Promise<string> {
  const folder = join(peersFolder(), `${recipe.name}-${await hashOf(recipe.pinFiles)}`);
  const done = join(folder, '.installed');
  await mkdir(peersFolder(), { recursive: true });
  while (!existsSync(done)) {
    const lock = `${folder}.lock`;
    if (!(await takeLock(lock))) {
      await delay(500);
      continue;
    }
    try {
      if (!existsSync(done)) {
        process.stderr.write(`Installing ${recipe.name} for the tests into ${folder}\n`);
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder);
        await recipe.install(folder);
        await writeFile(done, '');
      }
    } finally {
      await rm(lock, { force: true });
    }
  }
  return folder;
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Makes the lock file with our process id; false when a living process has it. A dead one's lock is removed. */
async function takeLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && !isAlive(holder)) {
    await rm(path, { force: true });
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
