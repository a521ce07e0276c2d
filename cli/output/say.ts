import type { CommandContext } from '../command.js';
import { printable } from './printable.js';

/** Longest line on standard error, in characters. */
const MAX_LENGTH = 2000;

/** Says something to the user on one line of standard error, after the command's name. */
export function say(context: Pick<CommandContext, 'err'>, command: string, text: string): void {
  const line = text.trim().replaceAll(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
  context.err(`fedotel${command === '' ? '' : ` ${command}`}: ${printable(line, MAX_LENGTH)}\n`);
}
