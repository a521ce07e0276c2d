import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A test that passes by itself, while a promise is rejected that nobody looks at. */
const CARELESS = `
it('starts something and forgets it', async () => {
  void Promise.reject(new Error('nobody hears of this'));
  await new Promise((resolve) => setImmediate(resolve));
});`;

describe('a promise that is rejected and forgotten', () => {
  const folder = temporaryFolder('careless');
  after(() => folder.remove());

  it('fails the test during which that happens', async () => {
    const script = join(folder.path, 'careless.cjs');
    writeFileSync(script, CARELESS);
    const run = runCommand(process.execPath, ['node_modules/mocha/bin/mocha.js', script], {
      env: { FEDOTEL_TEST_COUNTS: undefined },
    });
    await assert.rejects(run, /nobody hears of this/);
  });
});
