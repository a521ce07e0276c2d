import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { CoverageProbe } from './coverage.js';
import { type FuzzTarget, fuzz } from './fuzz.js';

const SEED = Number(process.env.FEDOTEL_TEST_SEED ?? randomInt(2 ** 31));
/** For all targets together. */
const SECONDS = Number(process.env.FEDOTEL_FUZZ_SECONDS ?? 10);

/** Nothing is ever new. */
const NO_COVERAGE: CoverageProbe = { take: () => Promise.resolve([]), learn() {}, known: 0, close() {} };

/** Breaks when three conditions hold at once that nobody meets by chance. */
const HIDDEN = `export function hidden(input) {
  if (input[0] !== 0xf0) return;
  if (input[1] !== 0x9f) return;
  if (input[2] !== 0x98) return;
  if (input[3] === 0x80) throw new Error('found');
}`;

describe('the search for inputs that break something', function () {
  this.timeout(180_000);
  const folder = temporaryFolder('fuzz');
  after(() => folder.remove());

  it('finds what stands behind several conditions, step by step', async () => {
    const file = join(folder.path, 'hidden.mjs');
    writeFileSync(file, HIDDEN);
    const script = fileURLToPath(new URL('./find-hidden.js', import.meta.url));
    const { stdout } = await runCommand(process.execPath, [script, file]);
    const { found, error, steps } = JSON.parse(stdout) as { found: number[]; error: string; steps: number };
    assert.deepEqual(found.slice(0, 4), [0xf0, 0x9f, 0x98, 0x80]);
    assert.match(error, /found/);
    assert.ok(steps >= 2, `${steps} steps`);
  });

  it('is the same for the same seed, and ends when its time is over', async () => {
    const inputs: string[] = [];
    const target: FuzzTarget = {
      name: 'recorder',
      seeds: [Buffer.from('seed')],
      words: ['word'],
      watched: /never/,
      run: (input) => void inputs.push(Buffer.from(input).toString('hex')),
    };
    await fuzz(target, { probe: NO_COVERAGE, seed: 7, seconds: 0.05 });
    const first = inputs.splice(0);
    await fuzz(target, { probe: NO_COVERAGE, seed: 7, seconds: 0.05 });
    const both = Math.min(first.length, inputs.length);
    assert.ok(both > 1);
    assert.deepEqual(inputs.slice(0, both), first.slice(0, both));
  });
});

describe('what takes input from outside', function () {
  this.timeout(60_000 + SECONDS * 3000);

  it(`answers or refuses whatever comes (FEDOTEL_TEST_SEED=${SEED})`, async () => {
    const main = fileURLToPath(new URL('./main.js', import.meta.url));
    const words = ['--seconds', String(SECONDS), '--seed', String(SEED), '--keep', 'off'];
    const { stdout } = await runCommand(process.execPath, [main, ...words], { timeoutSeconds: 60 + SECONDS * 2 });
    const lines = stdout.match(/: \d+ inputs, \d{3,} characters of code/g);
    assert.ok(lines !== null && lines.length >= 9, stdout);
  });
});
