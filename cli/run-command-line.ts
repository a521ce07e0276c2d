import { VERSION } from '../exporters/bridge/version.js';
import type { Command, CommandContext } from './command.js';
import { CommandError, reasonOf, UsageError } from './errors.js';
import { helpOf, overview } from './help.js';
import { fileNameOf } from './options/table.js';
import { say } from './output/say.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const HELP_FLAGS: readonly string[] = ['--help', '-h'];

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
  const asksHelp = argv[0] === 'help' || HELP_FLAGS.includes(argv[0] ?? '--help');
  const words = asksHelp ? argv.slice(1) : argv;
  const [first] = words;
  if (!asksHelp && (first === '--version' || first === 'version')) {
    context.out(`${VERSION}\n`);
    return 0;
  }
  if (first === undefined) {
    context.out(overview(commands));
    return 0;
  }
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  if (command === undefined) return handleGroup(commands, words, asksHelp, context);
  const rest = words.slice(command.name.split(' ').length);
  if (asksHelp || optionWords(rest).some((word) => HELP_FLAGS.includes(word))) {
    context.out(helpOf(command));
    return 0;
  }
  try {
    const known = new Set(commands.flatMap(({ options }) => Object.values(options).map(fileNameOf)));
    return await command.run(rest, context, known);
  } catch (error) {
    if (error instanceof UsageError) {
      say(context, command.name, `${error.message}; fedotel ${command.name} --help tells more`);
      return EXIT_USAGE;
    }
    say(context, command.name, reasonOf(error));
    return error instanceof CommandError ? error.exitCode : EXIT_FAILED;
  }
}

/** `fedotel runs`: the first word of several commands, or of none. */
function handleGroup(
  commands: readonly Command[],
  words: readonly string[],
  asksHelp: boolean,
  context: CommandContext,
): number {
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (group.length > 0 && (asksHelp || HELP_FLAGS.includes(words[1] ?? ''))) {
    context.out(overview(group));
    return 0;
  }
  const names = (group.length > 0 ? group : commands).map(({ name }) => name).join(', ');
  say(context, '', `expected one of ${names}; got ${JSON.stringify(words.slice(0, 2).join(' '))}`);
  return EXIT_USAGE;
}

/** What stands before `--`: what follows is another program's. */
function optionWords(words: readonly string[]): readonly string[] {
  const split = words.indexOf('--');
  return split === -1 ? words : words.slice(0, split);
}
