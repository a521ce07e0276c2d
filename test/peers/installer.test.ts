import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runInstaller } from './installer.js';

describe('runInstaller', () => {
  const folder = temporaryFolder('installer');
  after(() => folder.remove());

  /** A command that fails until it has been run so often, and tells its runs to a file. */
  function failingUntil(name: string, run: number): { readonly args: readonly string[]; runs(): number } {
    const path = join(folder.path, name);
    const code = `const fs = require('node:fs');
      fs.appendFileSync(process.argv[1], '.');
      const runs = fs.statSync(process.argv[1]).size;
      if (runs < ${run}) throw new Error('connection reset in run ' + runs);`;
    return { args: ['-e', code, path], runs: () => readFileSync(path, 'utf8').length };
  }

  it('runs a command again that failed', async () => {
    const { args, runs } = failingUntil('third', 3);
    await runInstaller(process.execPath, args, { pauseSeconds: 0 });
    assert.equal(runs(), 3);
  });

  it('does not run one again that succeeded', async () => {
    const { args, runs } = failingUntil('first', 1);
    await runInstaller(process.execPath, args, { pauseSeconds: 0 });
    assert.equal(runs(), 1);
  });

  it('tells why the third attempt failed, and makes no fourth', async () => {
    const { args, runs } = failingUntil('never', 9);
    await assert.rejects(runInstaller(process.execPath, args, { pauseSeconds: 0 }), /connection reset in run 3/);
    assert.equal(runs(), 3);
  });
});
