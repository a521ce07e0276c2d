import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { CommandContext } from '../command.js';
import { CommandError, systemCodeOf } from '../errors.js';
import { say } from '../output/say.js';

/** Exit codes of shells for a program that cannot be started. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** Shells add the signal's number to this for a program that a signal ended. */
const SIGNALLED = 128;

/**
 * Runs a program with our standard streams until it ends. Signals that ask us to end are passed on to it, except for a
 * Ctrl-C at the terminal, which it has already: twice may mean something else to it.
 *
 * @param program command and arguments, at least the command
 * @param onStart called with its process id when it runs
 * @returns its exit code; 128 + the signal's number when a signal ended it, as a shell says it
 * @throws CommandError with exit code 127 (not found) or 126 when it cannot be started
 */
export function runProgram(
  program: readonly string[],
  env: NodeJS.ProcessEnv,
  context: Pick<CommandContext, 'err' | 'onSignal' | 'terminal'>,
  onStart?: (pid: number) => void,
): Promise<number> {
  const [command = '', ...args] = program;
  return new Promise((resolve, reject) => {
    let child: ChildProcess | undefined;
    const release = context.onSignal((signal) => {
      if (signal !== 'SIGINT' || !context.terminal) child?.kill(signal);
    });
    const cannotStart = (error: unknown) => {
      release();
      reject(startError(command, error));
    };
    try {
      child = spawn(command, args, { stdio: 'inherit', env });
    } catch (error) {
      cannotStart(error);
      return;
    }
    const { pid } = child;
    if (pid !== undefined) onStart?.(pid);
    child.on('error', (error) => {
      if (pid === undefined) cannotStart(error);
      // It runs, and may have become another user (`sudo`), who is not to be signalled by us: it goes on, and so do we.
      else say(context, '', `cannot pass a signal on to ${JSON.stringify(command)}: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function startError(command: string, error: unknown): CommandError {
  const code = systemCodeOf(error);
  const name = JSON.stringify(command);
  if (code === 'ENOENT') return new CommandError(`cannot start ${name}: there is no such program`, NOT_FOUND);
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandError(`cannot start ${name}: ${reason}`, NOT_EXECUTABLE);
}
