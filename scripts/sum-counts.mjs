/**
 * Prints the closing lines of .ci/run: what failed, and the sum. Fails when a test failed or none ran.
 *
 *   node scripts/sum-counts.mjs COUNTS
 *
 * COUNTS has one line a test run, as scripts/mocha-reporter.cjs writes it.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Characters of a failure that are shown: its title and the beginning of its message. */
const MAX_SHOWN = 500;

const [file] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  console.error(`sum-counts: expected the file of counts, got ${file ?? 'nothing'}`);
  process.exit(2);
}
const runs = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failed, 0);

for (const failure of runs.flatMap((run) => run.failures ?? [])) {
  console.log(`failed: ${failure.replaceAll(/\s+/g, ' ').slice(0, MAX_SHOWN)}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
