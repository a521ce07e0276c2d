import type { OptionTable } from './options.js';

/** What a command is given beside its words; tests pass their own. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Standard error is a terminal: progress may be drawn. */
  readonly interactive: boolean;
  /** Aborted at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** One subcommand. */
export interface Command {
  /** Words that call it: `export`, or `runs list`. */
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  readonly options: OptionTable;
  /** Runs it. @returns the exit code @throws UsageError, CommandError */
  run(argv: readonly string[], context: CommandContext): Promise<number>;
}
