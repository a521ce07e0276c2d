#!/usr/bin/env node
/**
 * Loads the command and runs it. Nothing is imported above: where modules cannot be read, because no more files may be
 * open, say, that is a line for the user as any other failure, and no stack trace of Node.js.
 */

/** A destination of the user's own may leave a timer or a connection behind; it keeps the process no longer than this. */
const LEAVE_MILLIS = 1000;
const EXIT_FAILED = 1;

try {
  const { loadCommands } = await import('./commands/load.js');
  const { createProcessContext } = await import('./process-context.js');
  const { runCommandLine } = await import('./run-command-line.js');
  const argv = process.argv.slice(2);
  process.exitCode = await runCommandLine(await loadCommands(argv, process.env), argv, createProcessContext());
} catch (error) {
  const reason = (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ');
  process.stderr.write(`fedotel: ${reason}\n`);
  process.exitCode = EXIT_FAILED;
}
setTimeout(() => process.exit(), LEAVE_MILLIS).unref();
