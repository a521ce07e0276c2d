/**
 * Looks for inputs that break what reads from outside, for a long time: `npm run fuzz -- --seconds 600`. The time is for
 * all targets together. What reached new ground is kept in `.fuzz/` and is where the next search begins (`--keep off`:
 * nothing is kept but what breaks something). An input that broke something belongs into `test/fixtures/fuzz/`.
 */
import { randomInt } from 'node:crypto';
import { readTool } from '../../semconv/generator/tool-options.js';
import { recordProof } from '../support/proof-figures.js';
import { keepInput, REGRESSIONS, readCorpus } from './corpus.js';
import { startCoverage } from './coverage.js';
import { fuzz } from './fuzz.js';

const KEPT = '.fuzz/corpus';
const BROKEN = '.fuzz/broken';

const { values } = readTool({
  usage: 'npm run fuzz -- [options]',
  options: {
    seconds: { type: 'number', default: 600, minimum: 0, help: 'time for all targets together' },
    seed: { type: 'number', default: randomInt(2 ** 31), whole: true, help: 'repeats a search' },
    only: { type: 'string', default: '', help: 'only targets whose name has this in it' },
    keep: { type: 'string', default: 'on', help: 'off: nothing is kept but what breaks something' },
  },
});
const { seed } = values;
const probe = await startCoverage();
// Loaded only now, so that it is counted block by block.
const { fuzzTargets } = await import('./targets/index.js');
let tried = 0;
const all = await fuzzTargets();
const targets = all.filter(({ name }) => name.includes(values.only));
if (targets.length === 0) {
  const names = all.map(({ name }) => name).join(', ');
  console.error(`--only: expected a part of one of ${names}; got ${JSON.stringify(values.only)}`);
  process.exit(2);
}
const seconds = values.seconds / Math.max(1, targets.length);
console.log(`seed ${seed}, ${Math.round(seconds)} s each for ${targets.length} targets`);
for (const target of targets) {
  const seeds = [...target.seeds, ...readCorpus(REGRESSIONS, target.name), ...readCorpus(KEPT, target.name)];
  const { inputs, covered, kept, finding } = await fuzz({ ...target, seeds }, { probe, seed, seconds });
  if (values.keep === 'on') for (const input of kept) keepInput(KEPT, target.name, input);
  console.log(`${target.name}: ${inputs} inputs, ${covered} characters of code, ${kept.length} inputs kept`);
  tried += inputs;
  if (finding === undefined) continue;
  process.exitCode = 1;
  console.error(`${target.name}: ${keepInput(BROKEN, target.name, finding.input)} breaks it`);
  console.error(finding.error);
}
if (process.exitCode === undefined) {
  const figures = {
    seconds: values.seconds,
    targets: targets.length,
    'inputs tried': tried,
    'broke something': 0,
    seed,
  };
  recordProof({ title: 'answers or refuses whatever comes' }, figures);
}
