import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../support/command.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const MAIN = fileURLToPath(new URL('../../../../cli/main.js', import.meta.url));
/** Makes a process see no package of that name. */
const HOOK = `export function resolve(name, context, next) {
  if (name === 'hyparquet-writer') throw Object.assign(new Error('not here'), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
const WITHOUT = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOK)}`)});`,
)}`;

describe('Parquet without its package', () => {
  const folder = temporaryFolder('no-parquet');
  after(() => folder.remove());

  const exportTo = (to: string) => {
    const args = ['export', 'test/fixtures/hivewatch/full.jsonl', '--to', to, '--out', folder.path];
    return runCommand(process.execPath, ['--import', WITHOUT, MAIN, ...args]);
  };

  it('says what to install, in the version that is tested', async () => {
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependencies: Readonly<Record<string, string>>;
    };
    const version = /^>=(\d+\.\d+)/.exec(peerDependencies['hyparquet-writer'] ?? '')?.[1];
    await assert.rejects(exportTo('parquet'), (error: Error) => {
      assert.match(error.message, /--to parquet: needs a package that is not installed; run: npm install /);
      assert.equal(error.message.includes(`npm install hyparquet-writer@${version}`), true, error.message);
      return true;
    });
  });

  it('keeps nobody from CSV', async () => {
    const { stdout } = await exportTo('csv');
    assert.match(stdout, /45 events to csv/);
  });
});
