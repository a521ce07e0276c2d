/** The command: `npm run demo -- --rounds 20 --clients 10 --seed 7 --runs-dir runs --quiet`, all optional. */

import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { DigitsResult } from './notes.js';

const HELP = `npm run demo -- [options]
  --rounds NUMBER       rounds of the federation (default 20)
  --clients NUMBER      clients, each in a process of its own (default 10)
  --seed NUMBER         repeats how the digits are shared out (default 7)
  --runs-dir STRING     folder of the run files (default runs)
  --quiet               no progress
`;

try {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      clients: { type: 'string', default: '10' },
      seed: { type: 'string', default: '7' },
      'runs-dir': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
  } else {
    // Here, so that modules which cannot be loaded are a readable line too: with `ulimit -n 40`, say.
    const { createProgress } = await import('./progress.js');
    const { runDigits } = await import('./run-digits.js');
    const progress = createProgress(process.stdout, Number(values.rounds), values.quiet);
    const result = await runDigits({
      rounds: Number(values.rounds),
      clients: Number(values.clients),
      seed: Number(values.seed),
      runsDir: values['runs-dir'],
      onProgress: (note) => progress.show(note),
    }).finally(() => progress.done());
    process.stdout.write(farewell(result));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** What happened, where it is kept, and what to try next. */
function farewell({ runId, runsDir, rounds, late, dropouts, failures }: DigitsResult): string {
  const updates = rounds.reduce((sum, round) => sum + round.updates.length, 0);
  const accuracy = rounds.filter((round) => round.accuracy !== undefined).at(-1)?.accuracy;
  const folder = /^[\w./-]+$/.test(runsDir) ? runsDir : `'${runsDir}'`;
  const where = runsDir === 'runs' ? '' : ` --runs-dir ${folder}`;
  return `
Accuracy ${accuracy?.toFixed(3) ?? 'unknown'} after ${rounds.length} rounds. Updates in time: ${updates}, late: ${late.length}; \
dropouts: ${dropouts.length}; failed uploads: ${failures.length}.

  run file  ${join(runsDir, `${runId}.jsonl`)}
  map       ${join(runsDir, `${runId}.map.json`)}

Try next:
  npm run -s fedotel -- runs list${where}
  npm run -s fedotel -- runs show ${runId}${where}
  npm run -s fedotel -- export ${runId} --to geojson --out ${folder}${where}
`;
}
