import { parseArgs } from 'node:util';
import { UsageError } from '../errors.js';
import { coerce } from './coerce.js';
import { readConfigFile } from './config-file.js';
import { fileNameOf, type OptionTable, type OptionValues, type RawValue } from './table.js';

/** A command line after parsing. */
export interface ParsedOptions<T extends OptionTable> {
  readonly values: OptionValues<T>;
  /** Words that are no options. */
  readonly words: readonly string[];
}

/**
 * Resolves a command line against a table: flag > environment > file > default. A variable that is empty counts as
 * unset. A table with a `config` option may be filled from a file.
 *
 * @param argv words after the subcommand; what follows `--` are no options
 * @param known names that a configuration file may have beside the table's: those of other commands
 * @throws UsageError that names the option, what was expected and what came
 */
export function parseOptions<const T extends OptionTable>(
  table: T,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  known: ReadonlySet<string> = new Set(),
): ParsedOptions<T> {
  const { flags, words } = readFlags(table, argv);
  const names = new Set([...known, ...Object.values(table).map(fileNameOf)]);
  const file = readFile(table, flags, env, names);
  const values: Record<string, RawValue | undefined> = {};
  for (const [key, spec] of Object.entries(table)) {
    const variable = setVariable(spec.env, env);
    const candidates: readonly (readonly [string, RawValue | undefined])[] = [
      [`--${spec.name}`, flags[spec.name]],
      [variable ?? '', variable === undefined ? undefined : env[variable]],
      [`${fileNameOf(spec)} in the configuration file`, file[fileNameOf(spec)]],
      [`--${spec.name}`, spec.default],
    ];
    const [source, raw] = candidates.find(([, value]) => value !== undefined) ?? ['', undefined];
    values[key] = raw === undefined ? undefined : coerce(spec, source, raw);
  }
  return { values: values as OptionValues<T>, words };
}

type Flags = Readonly<Record<string, RawValue | undefined>>;

function setVariable(names: readonly string[] | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return names?.find((name) => env[name] !== undefined && env[name] !== '');
}

function readFlags(table: OptionTable, argv: readonly string[]): { flags: Flags; words: readonly string[] } {
  const options = Object.fromEntries(
    Object.values(table).map((spec) => [
      spec.name,
      { type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: spec.type === 'list' },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      allowNegative: true,
    });
    return { flags: values as Flags, words: positionals };
  } catch (error) {
    // Node.js adds advice on how to write a word that begins with a dash.
    const text = error instanceof Error ? error.message : String(error);
    const [, flag] = /^Option '(--[^' ]+)' argument is ambiguous/.exec(text) ?? [];
    const got = flag === undefined ? undefined : argv[argv.indexOf(flag) + 1];
    if (got !== undefined) {
      throw new UsageError(
        `${flag}: expected a value, got ${JSON.stringify(got)}; if that is one, write ${flag}=${got}`,
      );
    }
    throw new UsageError(text.split(/\.\s/)[0] ?? text);
  }
}

function readFile(table: OptionTable, flags: Flags, env: NodeJS.ProcessEnv, known: ReadonlySet<string>): Flags {
  const { config } = table;
  if (config === undefined) return {};
  const variable = setVariable(config.env, env);
  const [source, path] = flags.config === undefined ? [variable, env[variable ?? '']] : ['--config', flags.config];
  return source === undefined || typeof path !== 'string' ? {} : readConfigFile(source, path, known);
}
