import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { type PackedPackage, packPackage } from '../support/packed-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * Bytes that a production install may take on a disk: the package, its dependencies and the one peer that is not
 * optional. Raise it only for something that every user needs. The page takes 1.5 MB of it: its script twice (served, and in
 * the file that exports are made of), and the finer coastlines, which are served only. Each destination takes 0.1 to 0.4 MB,
 * half of that types with their comments.
 */
const INSTALL_LIMIT_BYTES = 6_500_000;

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Record<string, string>;
  readonly exports: Record<string, string | { types: string; default: string }>;
  readonly bin: Record<string, string>;
};

describe('the npm package', function () {
  this.timeout(300_000);
  const scratch = temporaryFolder('pack');
  let packed: PackedPackage;

  before(async () => {
    packed = await packPackage(scratch.path);
  });
  after(() => scratch.remove());

  it('has every file that its exports and its command name', () => {
    const named = Object.values(MANIFEST.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : [entry.types, entry.default],
    );
    const missing = [...named, ...Object.values(MANIFEST.bin)]
      .map((path) => path.replace(/^\.\//, ''))
      .filter((path) => !packed.files.includes(path));
    assert.deepEqual(missing, []);
  });

  it('has the licence, the read-me, the changelog and the registry of the conventions', () => {
    for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json']) {
      assert.ok(packed.files.includes(file), `${file} is not in the package`);
    }
    assert.ok(packed.files.some((file) => /^semconv\/model\/.+\.yaml$/.test(file)));
  });

  it('has the page, served and as one file', () => {
    for (const file of ['dist/viewer/index.html', 'dist/viewer/single.html']) {
      assert.ok(packed.files.includes(file), `${file} is not in the package`);
    }
    assert.ok(packed.files.some((file) => /^dist\/viewer\/assets\/.+\.js$/.test(file)));
  });

  it('has no sources, tests, source maps or generator', () => {
    const unwanted = packed.files.filter((file) =>
      /(?<!\.d)\.ts$|\.map$|^dist\/(test|examples|bench)\/|\/generator\//.test(file),
    );
    assert.deepEqual(unwanted, []);
  });

  it('satisfies publint', async () => {
    const { stdout } = await runCommand(process.execPath, [binOf('publint'), 'run', packed.tarball, '--strict']);
    assert.match(stdout, /All good!/);
  });

  it('has types that every resolution of Node.js finds', async () => {
    // cjs-resolves-to-esm: require() of an ES module works on every Node.js version that we support.
    const flags = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--format', 'json'];
    const { stdout } = await runCommand(process.execPath, [
      binOf('@arethetypeswrong/cli', 'attw'),
      packed.tarball,
      ...flags,
    ]);
    const { analysis } = JSON.parse(stdout) as { analysis: { types: unknown; entrypoints: Record<string, unknown> } };
    assert.deepEqual(analysis.types, { kind: 'included' });
    assert.deepEqual(Object.keys(analysis.entrypoints).sort(), Object.keys(MANIFEST.exports).sort());
  });

  it(`stays under ${INSTALL_LIMIT_BYTES / 1e6} MB with everything that a production install brings`, () => {
    const others = [...Object.keys(MANIFEST.dependencies), '@opentelemetry/api'];
    const bytes = others.map((name) => folderBytes(join('node_modules', name)));
    const total = bytes.reduce((sum, size) => sum + size, packed.unpackedBytes);
    assert.ok(total < INSTALL_LIMIT_BYTES, `${total} bytes, of which the package itself has ${packed.unpackedBytes}`);
  });

  it('depends on packages that have no dependencies themselves, and on one alone', () => {
    assert.deepEqual(Object.keys(MANIFEST.dependencies), ['yaml']);
    for (const name of Object.keys(MANIFEST.dependencies)) {
      const manifest = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')) as object;
      assert.deepEqual('dependencies' in manifest ? manifest.dependencies : {}, {}, name);
    }
  });
});

/** Path of an installed package's command, as its manifest names it. */
function binOf(name: string, command = name): string {
  const folder = join('node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return join(folder, bin[command] ?? assert.fail(`${name} has no command ${command}`));
}

/** Bytes of all files below a folder. */
function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
