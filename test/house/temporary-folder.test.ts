import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Says where it was, and leaves a folder with a file behind. */
const UNTIDY = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
it('leaves a folder', () => {
  mkdirSync(tmpdir() + '/left');
  writeFileSync(tmpdir() + '/left/file', '');
  writeFileSync(process.env.SAID, tmpdir());
});`;

describe('the temporary folder of the tests', () => {
  const folder = temporaryFolder('untidy');
  after(() => folder.remove());

  it('is one of their own', () => {
    assert.match(basename(tmpdir()), /^fedotel-test-/);
  });

  it('goes with whatever they leave in it', async () => {
    const script = join(folder.path, 'untidy.cjs');
    const said = join(folder.path, 'said');
    writeFileSync(script, UNTIDY);
    await runCommand(process.execPath, ['node_modules/mocha/bin/mocha.js', script], {
      env: { SAID: said, FEDOTEL_TEST_COUNTS: undefined },
    });
    const theirs = readFileSync(said, 'utf8');
    assert.match(basename(theirs), /^fedotel-test-/);
    assert.notEqual(theirs, tmpdir());
    assert.equal(existsSync(theirs), false);
  });
});
