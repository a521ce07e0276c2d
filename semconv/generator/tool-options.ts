import { parseArgs } from 'node:util';

/** An option of a tool of this repository. */
export interface ToolOption {
  readonly type: 'string' | 'number' | 'boolean';
  readonly default: string | number | boolean;
  /** What it does, for `--help`. */
  readonly help: string;
  /** Numbers only: the least that is taken. */
  readonly minimum?: number;
  /** Numbers only: whether fractions are refused. */
  readonly whole?: boolean;
}

/** What a tool takes. */
export interface ToolSpec<T extends Readonly<Record<string, ToolOption>>> {
  /** How it is called, such as `npm run soak -- [options]`. */
  readonly usage: string;
  readonly options: T;
  /** Names that it takes beside options, or what any words are to be, such as `FILE`; without it, it takes none. */
  readonly words?: readonly string[] | string;
}

/** Values by name of option, each in its type. */
export type ToolValues<T extends Readonly<Record<string, ToolOption>>> = {
  readonly [K in keyof T]: T[K]['type'] extends 'boolean' ? boolean : T[K]['type'] extends 'number' ? number : string;
};

/** What the words of a tool mean. */
export type ParsedTool<T extends Readonly<Record<string, ToolOption>>> =
  | { readonly kind: 'ok'; readonly values: ToolValues<T>; readonly words: readonly string[] }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly text: string };

/** Reads the words of a tool. What is wrong is one line that names the option, what was expected and what came. */
export function parseTool<const T extends Readonly<Record<string, ToolOption>>>(
  spec: ToolSpec<T>,
  argv: readonly string[],
): ParsedTool<T> {
  const plain = Object.entries(spec.options).map(([name, { type }]) => {
    return [name, { type: type === 'boolean' ? type : ('string' as const) }] as const;
  });
  const values: Record<string, string | number | boolean> = {};
  try {
    const options = { ...Object.fromEntries(plain), help: { type: 'boolean' as const, short: 'h' } };
    const given = parseArgs({ args: [...argv], options, allowPositionals: spec.words !== undefined });
    if (given.values.help === true) return { kind: 'help', text: helpOf(spec) };
    for (const [name, option] of Object.entries(spec.options))
      values[name] = valueFor(name, option, (given.values as Readonly<Record<string, unknown>>)[name]);
    const names = typeof spec.words === 'string' ? undefined : spec.words;
    const unknown = given.positionals.find((word) => names?.includes(word) === false);
    if (unknown !== undefined) throw new Error(`expected one of ${names?.join(', ')}, got ${JSON.stringify(unknown)}`);
    return { kind: 'ok', values: values as ToolValues<T>, words: given.positionals };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Node.js adds advice on how to write a word that begins with a dash, on further lines or as further sentences.
    return { kind: 'wrong', text: `${text.split(/\.\s|\n/)[0]}; --help tells more` };
  }
}

/**
 * The words of this process. When they ask for help or are wrong, that is said and the process ends, with 0 or 2.
 */
export function readTool<const T extends Readonly<Record<string, ToolOption>>>(
  spec: ToolSpec<T>,
): { readonly values: ToolValues<T>; readonly words: readonly string[] } {
  const parsed = parseTool(spec, process.argv.slice(2));
  if (parsed.kind === 'ok') return parsed;
  if (parsed.kind === 'help') process.stdout.write(`${parsed.text}\n`);
  else process.stderr.write(`${parsed.text}\n`);
  process.exit(parsed.kind === 'help' ? 0 : 2);
}

function valueFor(name: string, option: ToolOption, given: unknown): string | number | boolean {
  if (given === undefined) return option.default;
  if (option.type !== 'number') return given as string | boolean;
  const number = given === '' ? Number.NaN : Number(given);
  const { minimum = number, whole = false } = option;
  if (Number.isFinite(number) && number >= minimum && (!whole || Number.isSafeInteger(number))) return number;
  const least = option.minimum === undefined ? '' : ` from ${option.minimum}`;
  throw new Error(`--${name}: expected a ${whole ? 'whole ' : ''}number${least}, got ${JSON.stringify(given)}`);
}

function helpOf({ usage, options, words }: ToolSpec<Readonly<Record<string, ToolOption>>>): string {
  const rows = Object.entries(options).map(([name, { type, default: standard, help }]) => {
    const shown = type === 'boolean' || standard === '' ? '' : ` (default ${standard})`;
    return `  --${`${name}${type === 'boolean' ? '' : ` ${type.toUpperCase()}`}`.padEnd(18)}  ${help}${shown}`;
  });
  return [
    usage,
    ...rows,
    ...(words === undefined || typeof words === 'string' ? [] : [`names: ${words.join(', ')}`]),
  ].join('\n');
}
