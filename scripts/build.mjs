/**
 * Compiles the sources and builds the page. Plain JavaScript, because it runs before anything is built.
 *
 *   node scripts/build.mjs [--out FOLDER]
 *
 * Beside running the compiler it removes outputs whose source is gone (a deleted test must not run for ever), and makes
 * the command executable. A folder other than `dist` gets a package.json of its own, so that `import 'fedotel'` inside
 * it means that build and not `dist`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildViewer } from './build-viewer.mjs';
import { readOptions } from './tool-options.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const values = readOptions('node scripts/build.mjs [--out FOLDER]', {
  out: { type: 'string', default: 'dist', help: 'folder to build into (default dist)' },
});
const out = resolve(root, values.out);

removeStaleOutputs(out);
const status = compile(out);
if (out !== join(root, 'dist')) {
  writeSelfReference(out);
}
const command = join(out, 'cli/main.js');
if (existsSync(command)) {
  chmodSync(command, 0o755);
}
process.exitCode = Math.max(status, await buildViewer(out));

/** Deletes compiled files in `folder` that no source file explains. */
function removeStaleOutputs(folder) {
  if (!existsSync(folder)) {
    return;
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const compiled = /^(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(relative(folder, path));
    const ofThePage = entry.parentPath === join(folder, 'viewer/assets');
    if (entry.isFile() && compiled && !ofThePage && !existsSync(join(root, `${compiled[1]}.ts`))) {
      rmSync(path);
    }
  }
}

/** Runs the TypeScript compiler and returns its exit status. */
function compile(folder) {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(typescript), 'bin/tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', root, '--outDir', folder], { stdio: 'inherit' });
  return result.status ?? 1;
}

/** Gives a private build folder the package's name and exports, pointing at itself. */
function writeSelfReference(folder) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const exports = JSON.parse(JSON.stringify(own.exports).replaceAll('./dist/', './'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: own.name, type: own.type, exports }, null, 2)}\n`,
  );
}
