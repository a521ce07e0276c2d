import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../../cli/commands/index.js';
import { UsageError } from '../../../cli/errors.js';
import { parseOptions } from '../../../cli/options/parse.js';
import type { FuzzTarget } from '../fuzz.js';

/** Names of all options, which a configuration file may have whatever the command. */
const KNOWN: ReadonlySet<string> = new Set(
  commands.flatMap(({ options }) => Object.values(options).map(({ name, fileName }) => fileName ?? name)),
);

/** Words of a command line and, after an empty line, a configuration file: options are values, or an error for users. */
export function commandLineTarget(): FuzzTarget {
  const folder = mkdtempSync(join(tmpdir(), 'fedotel-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'fedotel.yaml');
  const flags = commands.flatMap(({ options }) => Object.values(options).map(({ name }) => `--${name}`));
  return {
    name: 'command line and configuration file',
    seeds: [
      '--listen\n127.0.0.1:4328\n--to=map,mlflow\n\nruns-dir: runs\nto: [map, mlflow]\n',
      '--no-json\n--max-body\n1e3\n\nmax-body: 10\n? complex\n: *alias\n&anchor a: {b: [1, 2]}\n',
    ].map((text) => Buffer.from(text)),
    words: [
      ...new Set(flags),
      '\n\n',
      '=',
      '127.0.0.1:0',
      '[::1]:80',
      'on',
      'off',
      '<<: *a',
      '!!js/function',
      '-0',
      '1e400',
    ],
    watched: /\/(cli\/options|node_modules\/yaml)\//,
    run(input) {
      const text = Buffer.from(input).toString('utf8');
      const [line = '', ...rest] = text.split('\n\n');
      const argv = line.split('\n').filter((word) => !word.startsWith('--config'));
      writeFileSync(file, rest.join('\n\n'));
      for (const { options } of commands) {
        const given = 'config' in options ? ['--config', file, ...argv] : argv;
        try {
          parseOptions(options, given, { FEDOTEL_TO: line, FEDOTEL_RUNS_DIR: line }, KNOWN);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
        }
      }
    },
  };
}
