import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { UsageError } from './errors.js';

/** One option: drives the parser, `--help` and the documentation. */
export interface OptionSpec {
  /** Name on the command line and in the configuration file, without dashes. */
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'list';
  /** Value when nothing sets it; `undefined` leaves it unset. */
  readonly default?: string | number | boolean | readonly string[];
  /** Environment variables that set it, the first one that is set wins. */
  readonly env?: readonly string[];
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  /** What it does, with unit, in one line. */
  readonly help: string;
}

/** A table of options by the name that the code uses. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S['type'] extends 'string'
  ? string
  : S['type'] extends 'number'
    ? number
    : S['type'] extends 'boolean'
      ? boolean
      : readonly string[];

/** Resolved values: an option with a default is always there. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: string | number | boolean | readonly string[] }
    ? ValueOf<T[K]>
    : ValueOf<T[K]> | undefined;
};

/** A command line after parsing. */
export interface ParsedCommandLine<T extends OptionTable> {
  readonly values: OptionValues<T>;
  /** Words that are no options. */
  readonly positionals: readonly string[];
  /** What stands behind `--`, when there is one. */
  readonly rest: readonly string[] | undefined;
  /** For each option, what set it: `--name`, a variable, the file, or `default`. */
  readonly sources: { readonly [K in keyof T]: string };
}

type Raw = string | number | boolean | readonly string[];

/**
 * Resolves a command line against a table: flag > environment > file > default.
 *
 * @param argv words after the subcommand
 * @param configFile path of a YAML file whose keys are option names, if any
 * @throws UsageError that names the option, what was expected and what came
 */
export function parseCommandLine<const T extends OptionTable>(
  table: T,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): ParsedCommandLine<T> {
  const split = argv.indexOf('--');
  const words = split === -1 ? argv : argv.slice(0, split);
  const { flags, positionals } = readFlags(table, words);
  const file = readConfigFile(table, flags.config ?? env.FEDOTEL_CONFIG);
  const values: Record<string, Raw | undefined> = {};
  const sources: Record<string, string> = {};
  for (const [key, spec] of Object.entries(table)) {
    const variable = spec.env?.find((name) => env[name] !== undefined && env[name] !== '');
    const candidates: readonly (readonly [string, Raw | undefined])[] = [
      [`--${spec.name}`, flags[spec.name]],
      [variable ?? '', variable === undefined ? undefined : env[variable]],
      [`${spec.name} in the configuration file`, file[spec.name]],
      ['default', spec.default],
    ];
    const [source, raw] = candidates.find(([, value]) => value !== undefined) ?? ['default', undefined];
    sources[key] = source;
    values[key] = raw === undefined ? undefined : coerce(spec, source, raw);
  }
  return {
    values: values as OptionValues<T>,
    positionals,
    rest: split === -1 ? undefined : argv.slice(split + 1),
    sources: sources as { [K in keyof T]: string },
  };
}

function readFlags(table: OptionTable, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.values(table).map((spec) => [
      spec.name,
      { type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: spec.type === 'list' },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      allowNegative: true,
    });
    return { flags: values as Readonly<Record<string, Raw | undefined>>, positionals };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new UsageError(text.split('. ')[0] ?? text);
  }
}

function readConfigFile(table: OptionTable, path: Raw | undefined): Readonly<Record<string, Raw | undefined>> {
  if (typeof path !== 'string') return {};
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--config ${path}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new UsageError(`--config ${path}: expected option names with values, got ${typeof content}`);
  }
  const known = new Set(Object.values(table).map((spec) => spec.name));
  for (const [key, value] of Object.entries(content)) {
    if (!known.has(key)) throw new UsageError(`--config ${path}: unknown option ${JSON.stringify(key)}`);
    const scalar = ['string', 'number', 'boolean'].includes(typeof value);
    const list = Array.isArray(value) && value.every((item) => typeof item === 'string');
    if (!scalar && !list) throw new UsageError(`--config ${path}: ${key} is neither a value nor a list of texts`);
  }
  return content as Readonly<Record<string, Raw>>;
}

function coerce(spec: OptionSpec, source: string, raw: Raw): Raw {
  const wrong = (expected: string) =>
    new UsageError(`${source}: expected ${expected} for --${spec.name}, got ${JSON.stringify(raw)}`);
  switch (spec.type) {
    case 'string':
      if (typeof raw === 'boolean' || Array.isArray(raw)) throw wrong('a text');
      return String(raw);
    case 'number': {
      const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
      if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong('a number');
      return number;
    }
    case 'boolean':
      if (typeof raw === 'boolean') return raw;
      if (raw === 'true' || raw === '1') return true;
      if (raw === 'false' || raw === '0') return false;
      throw wrong('true or false');
    case 'list': {
      const items = typeof raw === 'string' ? [raw] : raw;
      if (!Array.isArray(items)) throw wrong('a list');
      return items.flatMap((item: string) => item.split(',')).filter((item) => item !== '');
    }
  }
}

/** The options of a table as lines of `--help`. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.values(table).map((spec) => {
    const value = spec.type === 'boolean' ? '' : ` ${spec.placeholder ?? 'VALUE'}`;
    const notes = [
      spec.default === undefined || spec.default === false ? undefined : `default ${[spec.default].flat().join(',')}`,
      spec.env === undefined ? undefined : `env ${spec.env.join(', ')}`,
    ].filter((note) => note !== undefined);
    return [`--${spec.name}${value}`, notes.length === 0 ? spec.help : `${spec.help} (${notes.join('; ')})`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
