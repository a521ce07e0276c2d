/** The command: `npm run demo -- --rounds 20 --clients 10 --seed 7 --runs-dir runs --quiet`, all optional. */

import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { DigitsResult } from './notes.js';
import { createProgress } from './progress.js';
import { runDigits } from './run-digits.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '10' },
    seed: { type: 'string' },
    'runs-dir': { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});

const rounds = Number(values.rounds);
const progress = createProgress(process.stdout, rounds, values.quiet);
try {
  const result = await runDigits({
    rounds,
    clients: Number(values.clients),
    seed: values.seed === undefined ? undefined : Number(values.seed),
    runsDir: values['runs-dir'],
    onProgress: (note) => progress.show(note),
  });
  progress.done();
  process.stdout.write(farewell(result));
} catch (error) {
  progress.done();
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** What happened, where it is kept, and what to try next. */
function farewell({ runId, runsDir, rounds, late, dropouts, failures }: DigitsResult): string {
  const where = runsDir === 'runs' ? '' : ` --runs-dir ${runsDir}`;
  const updates = rounds.reduce((sum, round) => sum + round.updates.length, 0);
  const accuracy =
    rounds
      .filter((round) => round.accuracy !== undefined)
      .at(-1)
      ?.accuracy?.toFixed(3) ?? 'unknown';
  return [
    '',
    `Accuracy ${accuracy} after ${rounds.length} rounds: ${updates} updates in time, ${late.length} late, ` +
      `${dropouts.length} dropout, ${failures.length} failed upload.`,
    '',
    `  run file  ${join(runsDir, `${runId}.jsonl`)}`,
    `  map       ${join(runsDir, `${runId}.map.json`)}`,
    '',
    'Try next:',
    `  npm run -s fedotel -- runs list${where}`,
    `  npm run -s fedotel -- runs show ${runId}${where}`,
    `  npm run -s fedotel -- export ${runId} --to geojson${where}`,
    '',
  ].join('\n');
}
