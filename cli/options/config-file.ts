import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { UsageError } from '../errors.js';
import type { RawValue } from './table.js';

/** For the parser, whose many files a command without such a file need not wait for. */
const require = createRequire(import.meta.url);

/** Options that make no sense in the file itself. */
const NOT_IN_A_FILE: ReadonlySet<string> = new Set(['config']);

/**
 * Reads a YAML file whose keys are option names. One file may serve several commands: what the command at hand does not
 * know is left alone when another one knows it.
 *
 * @param source what named the file: `--config` or a variable
 * @param known names of all options of all commands
 * @throws UsageError naming source, path and what is wrong
 */
export function readConfigFile(
  source: string,
  path: string,
  known: ReadonlySet<string>,
): Readonly<Record<string, RawValue | undefined>> {
  const wrong = (what: string) => new UsageError(`${source} ${path}: ${what}`);
  let content: unknown;
  try {
    const { parse: parseYaml } = require('yaml') as typeof Yaml;
    // Warnings of the parser would go to standard error as they are; what is wrong is an error.
    content = parseYaml(readFileSync(path, 'utf8'), { logLevel: 'error' });
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw wrong(`expected option names with values, got ${Array.isArray(content) ? 'a list' : `a ${typeof content}`}`);
  }
  for (const [key, value] of Object.entries(content)) {
    if (!known.has(key) || NOT_IN_A_FILE.has(key)) throw wrong(`unknown option ${JSON.stringify(key)}`);
    const scalar = ['string', 'number', 'boolean'].includes(typeof value);
    const list = Array.isArray(value) && value.every((item) => typeof item === 'string');
    if (!scalar && !list) throw wrong(`${key}: expected a value or a list of texts, got ${JSON.stringify(value)}`);
  }
  return content as Readonly<Record<string, RawValue>>;
}
