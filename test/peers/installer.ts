import { setTimeout as delay } from 'node:timers/promises';
import { type CommandOptions, runCommand } from '../support/command.js';

/** How an installer is run. */
export interface InstallerOptions extends CommandOptions {
  /** Time before the second attempt; before the third it is twice as long. Default: 5 s. */
  readonly pauseSeconds?: number | undefined;
}

const ATTEMPTS = 3;

/**
 * Runs a command that downloads what it installs. When it fails it is run again, twice at most: a registry may drop a
 * connection, and pip and Go begin no download anew that broke in the middle. What they have got already they keep.
 *
 * @throws Error of the last attempt
 */
export async function runInstaller(
  command: string,
  args: readonly string[],
  options: InstallerOptions = {},
): Promise<void> {
  const { pauseSeconds = 5, ...rest } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      await runCommand(command, args, rest);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      process.stderr.write(`Attempt ${attempt} of ${ATTEMPTS}: ${error instanceof Error ? error.message : error}\n`);
      await delay(attempt * pauseSeconds * 1000);
    }
  }
}
