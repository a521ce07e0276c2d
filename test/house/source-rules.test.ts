import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Longest source file, in lines: over it, a file holds more than one idea. Generated files and tests are free. */
const MAX_LINES = 300;
/** Words that must not be in any committed TypeScript file, and why. They are written apart so that they are not found here. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /@ts-(ignore|nocheck)/, instead: 'give the value its type' },
  { pattern: /\b(TO{1}DO|FIX{1}ME)\b/, instead: 'do it, or open an issue' },
  { pattern: /\b(describe|it|context)\.(only|skip)\(/, instead: 'every test runs, and counts' },
  { pattern: /biome-ignore(?!.*: \S)/, instead: 'say after the colon why the rule is wrong here' },
];

/** What a lock file says of an installed package. */
interface LockedPackage {
  /** Hash of its archive, as npm checks it (Subresource Integrity). */
  readonly integrity?: string;
  /** A folder of this repository. */
  readonly link?: boolean;
}

/** Committed and new files that git does not ignore; those just deleted are left out. */
function repositoryFiles(): readonly string[] {
  const list = (flags: readonly string[]) =>
    execFileSync('git', ['ls-files', ...flags], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  const deleted = new Set(list(['--deleted']));
  return list(['--cached', '--others', '--exclude-standard']).filter((file) => !deleted.has(file));
}

describe('source rules', () => {
  const files = repositoryFiles();
  const typescript = files.filter((file) => file.endsWith('.ts'));
  const own = typescript.filter((file) => !/^test\/|\/generated\//.test(file));
  const locks = () => files.filter((file) => file.endsWith('package-lock.json'));

  it('sees the sources', () => {
    assert.ok(own.length > 0);
  });

  it(`has no source file over ${MAX_LINES} lines`, () => {
    const long = own.filter((file) => readFileSync(file, 'utf8').split('\n').length - 1 > MAX_LINES);
    assert.deepEqual(long, []);
  });

  for (const { pattern, instead } of FORBIDDEN) {
    it(`has no ${pattern.source} (${instead})`, () => {
      const found = typescript.filter((file) => pattern.test(readFileSync(file, 'utf8')));
      assert.deepEqual(found, []);
    });
  }

  it('imports relative modules with their .js ending', () => {
    const bare = /from\s+'\.{1,2}\/[^']*(?<!\.js)'/;
    assert.deepEqual(
      typescript.filter((file) => bare.test(readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('records no download address in a lock file', () => {
    assert.deepEqual(
      locks().filter((file) => readFileSync(file, 'utf8').includes('"resolved"')),
      [],
    );
  });

  it('pins every package by a hash of its content', () => {
    for (const lock of locks()) {
      const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, LockedPackage> };
      // The entry without a name is the project itself.
      const installed = Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true);
      assert.ok(installed.length > 0, lock);
      assert.deepEqual(
        installed.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true).map(([path]) => path),
        [],
        lock,
      );
    }
  });

  it('pins every development dependency', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>;
    assert.deepEqual(
      Object.entries(devDependencies ?? {}).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range)),
      [],
    );
  });
});
