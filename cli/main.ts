#!/usr/bin/env node
import { bridgeCommand } from './commands/bridge.js';
import { devCommand } from './commands/dev.js';
import { exportCommand } from './commands/export.js';
import { runsListCommand } from './commands/runs-list.js';
import { runsShowCommand } from './commands/runs-show.js';
import { createProcessContext } from './process-context.js';
import { runCommandLine } from './run-command-line.js';

const commands = [devCommand, bridgeCommand, exportCommand, runsListCommand, runsShowCommand];

process.exitCode = await runCommandLine(commands, process.argv.slice(2), createProcessContext());
