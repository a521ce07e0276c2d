import { existsSync, realpathSync } from 'node:fs';
import { type ResolveHook, register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/** Variable with the folder whose modules are meant, as a URL with a slash at its end. */
const FOLDER = 'TEST_OWN_PACKAGES';

/** What names no package: a path, or a URL such as `node:fs`. */
const NO_PACKAGE = /^(?:[./#]|\w+:)/;

/**
 * Lets the modules of a folder see the packages that are installed in this folder, and no others (`ownPackages`). Node.js
 * also looks into the `node_modules` of every folder above, and a temporary folder may stand anywhere: in a checkout, or
 * beside packages that somebody has installed in passing.
 *
 * Node.js loads this module twice: in the process, where it registers itself, and in the thread for module hooks.
 */
export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  const folder = process.env[FOLDER];
  if (folder === undefined || !context.parentURL?.startsWith(folder) || NO_PACKAGE.test(specifier)) {
    return nextResolve(specifier, context);
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (existsSync(new URL(`node_modules/${name}`, folder))) return nextResolve(specifier, context);
  // In the words of Node.js, which `test/lib/telemetry/peers.test.ts` gets from itself.
  const message = `Cannot find package '${name}' imported from ${fileURLToPath(context.parentURL)}`;
  throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });
};

/** The environment in which the modules of a folder see its own packages only. @param base URL of the folder */
export function ownPackages(base: string): Record<string, string> {
  const folder = pathToFileURL(`${realpathSync(fileURLToPath(base))}/`).href;
  return { [FOLDER]: folder, NODE_OPTIONS: `--import=${import.meta.url}` };
}

if (isMainThread && process.env[FOLDER] !== undefined) register(import.meta.url);
