#!/usr/bin/env node
import { loadCommands } from './commands/load.js';
import { createProcessContext } from './process-context.js';
import { runCommandLine } from './run-command-line.js';

/** A destination of the user's own may leave a timer or a connection behind; it keeps the process no longer than this. */
const LEAVE_MILLIS = 1000;

const argv = process.argv.slice(2);
process.exitCode = await runCommandLine(await loadCommands(argv, process.env), argv, createProcessContext());
setTimeout(() => process.exit(), LEAVE_MILLIS).unref();
