import type { CommandContext } from './command.js';

/**
 * The context of the real process. The first SIGINT or SIGTERM aborts the command, which then ends in good order; the
 * second one ends the process at once.
 */
export function createProcessContext(): CommandContext {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    controller.abort(signal);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A reader that goes away (`fedotel runs list | head -1`) is no fault of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    signal: controller.signal,
  };
}
