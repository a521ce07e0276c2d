/**
 * Measures what the project promises about its own cost.
 *
 *   npm run bench [-- NAME…] [--json | --write]
 *
 * `--write` puts the figures into docs/performance.md, in the place of those of the same benchmarks.
 *
 * Every figure compares things measured in the same run, in turns. Absolute times depend on the machine: trust ratios.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readTool } from '../semconv/generator/tool-options.js';
import { benchmarks } from './benchmarks.js';
import type { Figures } from './harness.js';
import { withFigures } from './performance-page.js';
import { asTable } from './report.js';

/** From the root of the repository, where npm starts scripts. */
const PAGE = 'docs/performance.md';

const { values, words: chosen } = readTool({
  usage: 'npm run bench -- [NAME…] [options]',
  options: {
    json: { type: 'boolean', default: false, help: 'write the figures as JSON' },
    write: { type: 'boolean', default: false, help: `put the figures into ${PAGE}` },
  },
  words: benchmarks.map(({ name }) => name),
});

const script = fileURLToPath(new URL('run-one.js', import.meta.url));
const figures: Record<string, Figures[string]> = {};
for (const { name, about } of benchmarks) {
  if (chosen.length === 0 || chosen.includes(name)) {
    process.stderr.write(`${name}: ${about}\n`);
    const { stdout } = await promisify(execFile)(process.execPath, [script, name]);
    Object.assign(figures, JSON.parse(stdout) as Figures);
  }
}
const machine = `Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'processor'}`;
if (values.json) {
  const plain = Object.fromEntries(Object.entries(figures).map(([key, { value }]) => [key, value]));
  process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
} else {
  process.stdout.write(`${asTable(figures)}\n\n${machine}\n`);
}
if (values.write) {
  const page = readFileSync(PAGE, 'utf8');
  const names = benchmarks.map(({ name }) => name);
  writeFileSync(PAGE, withFigures({ page, figures, names, machine }));
}
