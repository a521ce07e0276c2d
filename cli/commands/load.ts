import type { Command } from '../command.js';
import { sharedOptions } from '../options/shared.js';
import { COMMANDS } from './table.js';

/**
 * The commands that are needed to understand the words. It is the one that they name, if they do: loading the others would
 * take longer than most commands take. A configuration file may have options of any command, so that it needs them all.
 *
 * @param argv what stands behind `fedotel`
 */
export async function loadCommands(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly Command[]> {
  const named = COMMANDS.get(argv[0] ?? '') ?? COMMANDS.get(argv.slice(0, 2).join(' '));
  if (named !== undefined && !mayNameFile(argv, env)) return [await named()];
  return (await import('./index.js')).commands;
}

/** A word of the program behind `--` may look like it too: then all commands are loaded for nothing. */
function mayNameFile(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const { name, env: variables } = sharedOptions.config;
  return argv.some((word) => word.startsWith(`--${name}`)) || variables.some((variable) => variable in env);
}
