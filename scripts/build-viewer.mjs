/**
 * Builds the page (`viewer/`). Plain JavaScript, because it runs before anything is built.
 *
 *   node scripts/build-viewer.mjs [--out FOLDER] [--force]
 *
 * Writes `FOLDER/viewer/index.html` with `assets/*` (names carry a hash of the content), and `FOLDER/viewer/single.html`:
 * the same page in one file that asks for nothing. Into its `<!-- fedotel-run -->` an exporter puts a run. `licenses.md`
 * has the licences of the packages in it. Types are checked each time; the bundle is made again only when one of its
 * inputs changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readOptions } from './tool-options.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Packages that end up in the page: their versions are inputs of the bundle. */
const PACKAGES = ['vite', 'preact', '@preact/signals', 'uplot', 'd3-geo', 'topojson-client', 'world-atlas'];

/** Largest single file before a run is put into it. */
const SINGLE_LIMIT_BYTES = 600_000;

/** Where an exporter puts the run's data. */
const RUN_PLACE = '<!-- fedotel-run -->';

/**
 * Checks and builds the page into `out/viewer`. Returns the exit status: 0, or 1 when types or the bundle are wrong.
 *
 * @param {string} out folder of the build
 * @param {{ force?: boolean }} [options]
 */
export async function buildViewer(out, { force = false } = {}) {
  const source = join(root, 'viewer');
  const target = join(out, 'viewer');
  // A part of the sources, as a test copies it, may be without a page.
  if (!existsSync(source)) return 0;
  const status = checkTypes(source);
  if (status !== 0) return status;
  const stamp = inputsOf(source);
  const stampFile = join(target, 'inputs.sha256');
  if (!force && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 0;
  rmSync(stampFile, { force: true });
  rmSync(join(target, 'assets'), { recursive: true, force: true });
  const { build } = await import('vite');
  await build(configuration(source, target));
  const single = singleFile(target);
  writeFileSync(join(target, 'single.html'), single);
  const bytes = Buffer.byteLength(single);
  console.log(`page: one file of ${bytes} bytes without data (${gzipSync(single).length} compressed)`);
  if (bytes > SINGLE_LIMIT_BYTES) {
    console.error(`page: the single file is over its limit of ${SINGLE_LIMIT_BYTES} bytes`);
    return 1;
  }
  writeFileSync(stampFile, stamp);
  return 0;
}

/** Compiler's exit status over the page's sources. */
function checkTypes(source) {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', source], { stdio: 'inherit' }).status ?? 1;
}

/** A hash over everything that the bundle is made from. */
function inputsOf(source) {
  const hash = createHash('sha256');
  // The page takes names and units of fields from the conventions.
  const files = [source, join(root, 'semconv')]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, fileURLToPath(import.meta.url)]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  for (const name of PACKAGES) {
    const manifest = join(root, 'node_modules', name, 'package.json');
    hash.update(`${name}@${JSON.parse(readFileSync(manifest, 'utf8')).version}\0`);
  }
  return hash.digest('hex');
}

/** One script and one style sheet; large data stay files of their own. */
function configuration(source, target) {
  return {
    configFile: false,
    root: source,
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    experimental: {
      // Addresses in the script are relative to the page: inside a frame the script may have no address of its own.
      renderBuiltUrl: (name, { hostType }) =>
        hostType === 'js' ? { runtime: JSON.stringify(name) } : { relative: true },
    },
    build: {
      outDir: target,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      // The licences of what is bundled ask that their texts go with it.
      license: { fileName: 'licenses.md' },
      chunkSizeWarningLimit: SINGLE_LIMIT_BYTES / 1000,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  };
}

/**
 * The page with its script and style sheet inside, under a policy that lets it run these two and fetch nothing.
 *
 * @throws Error when the built page refers to something that is not taken in
 */
function singleFile(target) {
  const page = readFileSync(join(target, 'index.html'), 'utf8');
  const hashes = { script: '', style: '' };
  const take = (kind, address) => {
    const content = readFileSync(join(target, address), 'utf8').replaceAll(/<\/(script|style)/gi, '<\\/$1');
    hashes[kind] = `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    return content;
  };
  let script = '';
  const single = page
    .replace(/\s*<script type="module"[^>]* src="\.\/([^"]+)"><\/script>/, (_, address) => {
      script = `<script type="module">${take('script', address)}</script>`;
      return '';
    })
    .replace(/<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/, (_, address) => {
      return `<style>${take('style', address)}</style>`;
    })
    .replace('</body>', () => `${RUN_PLACE}\n${script}\n</body>`);
  const left = /(?:src|href)="\.\/[^"]+"/.exec(single.replace(script, ''));
  if (hashes.script === '' || hashes.style === '' || left) {
    throw new Error(`the page cannot be made one file: ${left?.[0] ?? 'script or style sheet not found'}`);
  }
  const policy = `default-src 'none'; script-src ${hashes.script}; style-src ${hashes.style}; img-src data:; base-uri 'none'; form-action 'none'`;
  return single.replace(
    '<head>',
    () => `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const values = readOptions('node scripts/build-viewer.mjs [--out FOLDER] [--force]', {
    out: { type: 'string', default: 'dist', help: 'folder to build into (default dist)' },
    force: { type: 'boolean', help: 'build also when nothing has changed' },
  });
  const out = resolve(root, values.out);
  mkdirSync(out, { recursive: true });
  process.exitCode = await buildViewer(out, { force: values.force ?? false });
}
