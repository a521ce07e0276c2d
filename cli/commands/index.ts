import type { Command } from '../command.js';
import { bridgeCommand } from './bridge.js';
import { devCommand } from './dev.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { monitorCommand } from './monitor.js';
import { runsBestCommand } from './runs-best.js';
import { runsCompareCommand } from './runs-compare.js';
import { runsExplainCommand } from './runs-explain.js';
import { runsListCommand } from './runs-list.js';
import { runsPruneCommand } from './runs-prune.js';
import { runsPullCommand } from './runs-pull.js';
import { runsShowCommand } from './runs-show.js';
import { serveCommand } from './serve.js';

/** Every subcommand, in the order of `fedotel --help`. A new one is one line here. */
export const commands: readonly Command[] = [
  devCommand,
  bridgeCommand,
  serveCommand,
  exportCommand,
  runsListCommand,
  runsShowCommand,
  runsExplainCommand,
  runsBestCommand,
  runsCompareCommand,
  runsPullCommand,
  runsPruneCommand,
  monitorCommand,
  doctorCommand,
];
