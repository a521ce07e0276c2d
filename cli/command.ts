import { UsageError } from './errors.js';
import { parseOptions } from './options/parse.js';
import type { OptionTable, OptionValues } from './options/table.js';

/** Signals that ask a program to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a command is given beside its words; tests pass their own. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Standard error is a terminal: progress may be drawn. */
  readonly interactive: boolean;
  /** There is a terminal: its Ctrl-C reaches child processes without our help. */
  readonly terminal: boolean;
  /**
   * Takes the signals that would otherwise end the process at once, from now until the function that it returns is
   * called.
   */
  onSignal(listener: (signal: StopSignal) => void): () => void;
}

/** One subcommand. */
export interface Command {
  /** Words that call it: `export`, or `runs list`. */
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Further facts for `--help` and the documentation: exit codes, what is written where. */
  readonly notes: readonly string[];
  readonly options: OptionTable;
  /** It runs a program, which stands after `--`. */
  readonly takesProgram: boolean;
  /**
   * Runs it.
   *
   * @param argv words after the name
   * @param known names of all commands' options, which a configuration file may have
   * @returns the exit code
   * @throws UsageError, CommandError
   */
  run(argv: readonly string[], context: CommandContext, known?: ReadonlySet<string>): Promise<number>;
}

/** What a command works with. */
export interface CommandInput<T extends OptionTable> {
  readonly values: OptionValues<T>;
  readonly words: readonly string[];
  /** Command and arguments after `--`; empty unless the command takes a program. */
  readonly program: readonly string[];
}

/** What makes one command different from another. */
export interface CommandSpec<T extends OptionTable> extends Pick<Command, 'name' | 'usage' | 'summary'> {
  readonly notes?: readonly string[];
  readonly options: T;
  /** Least and largest number of words that are no options. Default none. */
  readonly words?: readonly [minimum: number, maximum: number];
  readonly takesProgram?: boolean;
  /** The program may be left out, where an option says what to do instead. */
  readonly programIsOptional?: boolean;
  run(input: CommandInput<T>, context: CommandContext): Promise<number>;
}

/** Creates a command that has its words and options checked before it runs. */
export function createCommand<const T extends OptionTable>(spec: CommandSpec<T>): Command {
  const { name, usage, summary, options, notes = [], takesProgram = false } = spec;
  const [minimum, maximum] = spec.words ?? [0, 0];
  return {
    name,
    usage,
    summary,
    notes,
    options,
    takesProgram,
    async run(argv, context, known) {
      const split = takesProgram ? argv.indexOf('--') : argv.length;
      const program = takesProgram && split !== -1 ? argv.slice(split + 1) : [];
      if (takesProgram && program.length === 0 && !(spec.programIsOptional && split === -1)) {
        const got = split === -1 ? 'no --' : 'nothing after --';
        throw new UsageError(`expected "fedotel ${name} ${usage}", got ${got}`);
      }
      const own = split === -1 ? argv : argv.slice(0, split);
      const { values, words } = parseOptions(options, own, context.env, known);
      if (words.length < minimum || words.length > maximum) {
        const got = words.length === 0 ? 'no words' : words.map((word) => JSON.stringify(word)).join(' ');
        throw new UsageError(`expected "fedotel ${name} ${usage}", got ${got}`);
      }
      return spec.run({ values, words, program }, context);
    },
  };
}
