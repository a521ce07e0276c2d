import { VERSION } from '../exporters/bridge/version.js';
import type { Command, CommandContext } from './command.js';
import { UsageError } from './errors.js';
import { describeOptions } from './options.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/**
 * Finds the command that the words name and runs it. Errors are one line on standard error.
 *
 * @returns the exit code: 0, 1 when the command failed, 2 when the words are off, or what the command says
 */
export async function runCommandLine(
  commands: readonly Command[],
  argv: readonly string[],
  context: CommandContext,
): Promise<number> {
  const [first] = argv;
  if (first === '--version' || first === 'version') {
    context.out(`${VERSION}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    context.out(overview(commands));
    return 0;
  }
  const command = commands.find(({ name }) => {
    const words = name.split(' ');
    return words.every((word, index) => argv[index] === word);
  });
  if (command === undefined) {
    const related = commands.filter(({ name }) => name.startsWith(`${first} `));
    const known = (related.length > 0 ? related : commands).map(({ name }) => name).join(', ');
    context.err(`fedotel: expected one of ${known}, got ${JSON.stringify(argv.slice(0, 2).join(' '))}\n`);
    return EXIT_USAGE;
  }
  const words = argv.slice(command.name.split(' ').length);
  const optionWords = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (optionWords.includes('--help') || optionWords.includes('-h')) {
    context.out(helpOf(command));
    return 0;
  }
  try {
    return await command.run(words, context);
  } catch (error) {
    const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
    context.err(`fedotel ${command.name}: ${text}\n`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `OpenTelemetry for federated learning\n\nUsage: fedotel COMMAND [options]\n\n${rows.join('\n')}\n\nfedotel COMMAND --help tells more.\n`;
}

function helpOf(command: Command): string {
  return `Usage: fedotel ${command.name} ${command.usage}\n\n${command.summary}\n\n${describeOptions(command.options)}\n`;
}
