import type { Command } from './command.js';
import { describeOptions } from './options/describe.js';

const WIDTH = 100;

/** Text of `fedotel --help`, or of a group of commands such as `fedotel runs --help`. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'OpenTelemetry for federated learning',
    '',
    'Usage: fedotel COMMAND [options]',
    '',
    ...rows,
    '',
    'fedotel COMMAND --help tells more; fedotel --version says which version this is.',
    '',
  ].join('\n');
}

/** Text of `fedotel COMMAND --help`. */
export function helpOf({ name, usage, summary, notes, options }: Command): string {
  const paragraphs = [`Usage: fedotel ${name} ${usage}`, summary, ...notes.map(wrap), describeOptions(options)];
  return `${paragraphs.join('\n\n')}\n`;
}

/** A paragraph in lines that fit a terminal. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
