import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const BIOME = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin/biome');

/** One sample a room: whether its part of the configuration is in force at all. The whole table is in the rules' own test. */
const REFUSED: readonly (readonly [path: string, specifier: string])[] = [
  ['semconv/sample.ts', '../lib/index.js'],
  ['semconv/generated/a/sample.ts', 'node:fs'],
  ['lib/run/sample.ts', 'node:fs'],
  ['lib/run/other.ts', '../telemetry/index.js'],
  ['lib/run/third.ts', '../monitor/index.js'],
  ['lib/monitor/sample.ts', '../../exporters/bridge/index.js'],
  ['lib/telemetry/sample.ts', '../../exporters/bridge/index.js'],
  ['exporters/bridge/sample.ts', '../../lib/index.js'],
  ['cli/sample.ts', '../test/support/x.js'],
  ['examples/digits/sample.ts', '../../lib/index.js'],
  ['viewer/charts/sample.tsx', '../../lib/index.js'],
  ['viewer/charts/other.ts', '../../exporters/journal/index.js'],
];
const ALLOWED: readonly (readonly [path: string, specifier: string])[] = [
  ['semconv/generated/a/allowed.ts', '../../types.js'],
  ['semconv/generator/allowed.ts', 'node:fs'],
  ['lib/run/allowed.ts', './x.js'],
  ['lib/monitor/allowed.ts', 'node:worker_threads'],
  ['lib/telemetry/allowed.ts', 'node:worker_threads'],
  ['exporters/bridge/allowed.ts', '../journal/index.js'],
  ['examples/digits/allowed.ts', 'fedotel/telemetry'],
  ['viewer/charts/allowed.tsx', '../../exporters/page/types.js'],
  ['viewer/charts/also.ts', 'uplot'],
];

describe('import boundaries in the linter', () => {
  let folder: string;
  let refused: ReadonlySet<string>;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'fedotel-biome-')));
    const config = JSON.parse(readFileSync('biome.json', 'utf8')) as Record<string, unknown>;
    // The samples stand outside any repository.
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
    for (const [path, specifier] of [...REFUSED, ...ALLOWED]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `import { x } from '${specifier}';\n\nexport const y = x;\n`);
    }
    refused = filesRefusedIn(folder);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [path, specifier] of REFUSED) {
    it(`refuses ${specifier} in ${path}`, () => {
      assert.equal(refused.has(path), true);
    });
  }

  for (const [path, specifier] of ALLOWED) {
    it(`allows ${specifier} in ${path}`, () => {
      assert.equal(refused.has(path), false);
    });
  }
});

/** Lints a folder, and returns the files about which the import rule spoke. */
function filesRefusedIn(folder: string): ReadonlySet<string> {
  const args = [BIOME, 'lint', '--max-diagnostics=100', '--reporter=github', '.'];
  const { stdout, error } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(error, undefined);
  const found = stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+)/g);
  return new Set([...found].map((match) => relative(folder, match[1] ?? '').replaceAll('\\', '/')));
}
