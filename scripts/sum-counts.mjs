/**
 * Prints the closing line of .ci/run, and fails when a test failed or none ran.
 *
 *   node scripts/sum-counts.mjs COUNTS
 *
 * COUNTS has one line a test run, as scripts/mocha-reporter.cjs writes it.
 */
import { existsSync, readFileSync } from 'node:fs';

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

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
