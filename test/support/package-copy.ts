import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Root of the build that the tests run from. */
const BUILD = fileURLToPath(new URL('../../', import.meta.url));
const SCOPE = 'node_modules/@opentelemetry';

/** What surrounds a copy of the library. */
export interface PackageCopyOptions {
  /** Packages of OpenTelemetry that are not installed there, without the scope. */
  readonly without?: readonly string[];
  /** Gives it a copy of its own of the OpenTelemetry API too. */
  readonly ownApi?: boolean;
}

/**
 * Copies the built library into a folder outside of this checkout, beside links to the packages of OpenTelemetry.
 *
 * @param folder made if missing
 * @returns base URL of the copy
 */
export async function copyPackage(folder: string, options: PackageCopyOptions = {}): Promise<string> {
  await mkdir(join(folder, SCOPE), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const room of ['lib', 'semconv']) {
    await cp(join(BUILD, room), join(folder, room), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map)$/.test(path),
    });
  }
  for (const name of await readdir(SCOPE)) {
    if (options.without?.includes(name)) continue;
    const [source, target] = [join(process.cwd(), SCOPE, name), join(folder, SCOPE, name)];
    await (name === 'api' && options.ownApi ? cp(source, target, { recursive: true }) : symlink(source, target));
  }
  return pathToFileURL(`${folder}/`).href;
}
