import type { Command } from '../command.js';

/** Every subcommand by its name, in the order of `fedotel --help`, loaded when somebody asks for it. A new one is one line here. */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['dev', async () => (await import('./dev.js')).devCommand],
  ['bridge', async () => (await import('./bridge.js')).bridgeCommand],
  ['serve', async () => (await import('./serve.js')).serveCommand],
  ['export', async () => (await import('./export.js')).exportCommand],
  ['runs list', async () => (await import('./runs-list.js')).runsListCommand],
  ['runs show', async () => (await import('./runs-show.js')).runsShowCommand],
  ['runs explain', async () => (await import('./runs-explain.js')).runsExplainCommand],
  ['runs best', async () => (await import('./runs-best.js')).runsBestCommand],
  ['runs compare', async () => (await import('./runs-compare.js')).runsCompareCommand],
  ['runs pull', async () => (await import('./runs-pull.js')).runsPullCommand],
  ['runs prune', async () => (await import('./runs-prune.js')).runsPruneCommand],
  ['monitor', async () => (await import('./monitor.js')).monitorCommand],
  ['doctor', async () => (await import('./doctor.js')).doctorCommand],
]);
