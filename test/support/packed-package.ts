import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from './command.js';

/** What `npm pack` made of this checkout. */
export interface PackedPackage {
  /** Absolute path of the tarball. */
  readonly tarball: string;
  /** Bytes that it takes on a disk once unpacked. */
  readonly unpackedBytes: number;
  /** Its files, relative to the package. */
  readonly files: readonly string[];
}

/**
 * Packs what `dist/` holds now, without building: the tests run after the build.
 *
 * @param into an existing folder
 */
export async function packPackage(into: string): Promise<PackedPackage> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into];
  const { stdout } = await runCommand('npm', args);
  const report: unknown = JSON.parse(stdout);
  // npm 11 prints a list, later versions an object by package name.
  const [packed] = Object.values(report as Record<string, NpmPackReport>);
  if (packed === undefined) {
    throw new Error(`npm pack told nothing: ${stdout}`);
  }
  return {
    tarball: resolve(into, packed.filename),
    unpackedBytes: packed.unpackedSize,
    files: packed.files.map(({ path }) => path),
  };
}

/** The part of npm's report that is used. */
interface NpmPackReport {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Puts a packed package into `<folder>/node_modules/fedotel`, beside links to what it depends on.
 *
 * @param dependencies name → folder that has the package
 */
export async function placePackage(
  tarball: string,
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<void> {
  const place = join(folder, 'node_modules/fedotel');
  await mkdir(place, { recursive: true });
  await runCommand('tar', ['-xzf', tarball, '-C', place, '--strip-components=1']);
  for (const [name, source] of Object.entries(dependencies)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve(source), link);
  }
}
