import { readFileSync } from 'node:fs';
import { CommandError, reasonOf } from '../errors.js';

/**
 * The first token of a token file, which a client shows; comments and empty lines are passed over.
 *
 * @throws CommandError when the file cannot be read or has none
 */
export function readToken(tokenFile: string): string {
  let text: string;
  try {
    text = readFileSync(tokenFile, 'utf8');
  } catch (error) {
    throw new CommandError(`--token-file ${tokenFile}: expected a file that can be read, got ${reasonOf(error)}`);
  }
  const lines = text.split('\n').map((line) => line.trim());
  const token = lines.find((line) => line !== '' && !line.startsWith('#'));
  if (token === undefined) throw new CommandError(`--token-file ${tokenFile}: expected a token, got an empty file`);
  return token;
}
