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
import { parseArgs, promisify } from 'node:util';
import { benchmarks } from './benchmarks.js';
import type { Figures } from './harness.js';
import { withFigures } from './performance-page.js';
import { asTable } from './report.js';

/** From the root of the repository, where npm starts scripts. */
const PAGE = 'docs/performance.md';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => benchmarks.every((benchmark) => benchmark.name !== name));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}

const script = fileURLToPath(new URL('run-one.js', import.meta.url));
const figures: Record<string, Figures[string]> = {};
for (const { name, about } of benchmarks) {
  if (positionals.length === 0 || positionals.includes(name)) {
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
