import type { OwedEvents } from '../../exporters/bridge/index.js';
import type { CommandContext } from '../command.js';

/** Resolves when the command is told to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Says what is in the run files and not yet at a destination, and which command delivers it. */
export function reportOwed(owed: readonly OwedEvents[], runsDir: string, context: CommandContext): void {
  if (owed.length === 0) return;
  for (const { sink, runId, events } of owed)
    context.err(`fedotel: ${events} event(s) of ${runId} not yet at ${sink}\n`);
  const sinks = [...new Set(owed.map(({ sink }) => sink))].join(',');
  context.err(`fedotel: deliver them with: fedotel bridge --runs-dir ${runsDir} --to ${sinks}\n`);
}
