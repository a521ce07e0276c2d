import type { CommandContext, StopSignal } from './command.js';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];
const EXIT_FAILED = 1;

/** The context of the real process. While nobody listens for signals they end it at once, as usual. */
export function createProcessContext(): CommandContext {
  const { stdin, stdout, stderr } = process;
  // A reader that goes away (`fedotel runs list | head -1`) is no fault of the command, which goes on unheard.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    stderr.write(`fedotel: cannot write to standard output: ${error.message}\n`);
    process.exit(EXIT_FAILED);
  });
  stderr.on('error', () => undefined);
  return {
    env: process.env,
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    interactive: stderr.isTTY === true,
    terminal: stdin.isTTY === true || stdout.isTTY === true || stderr.isTTY === true,
    onSignal(listener) {
      for (const signal of STOP_SIGNALS) process.on(signal, listener as (signal: NodeJS.Signals) => void);
      return () => {
        for (const signal of STOP_SIGNALS) process.off(signal, listener as (signal: NodeJS.Signals) => void);
      };
    },
  };
}
