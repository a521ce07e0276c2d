import type { Command } from '../command.js';
import { COMMANDS } from './table.js';

/** Every subcommand, in the order of `fedotel --help`. */
export const commands: readonly Command[] = await Promise.all([...COMMANDS.values()].map((load) => load()));
