import { type Bridge, type BridgeOptions, createBridge, type OwedEvents } from '../../exporters/bridge/index.js';
import type { CommandContext, StopSignal } from '../command.js';
import { CommandError, reasonOf, systemCodeOf } from '../errors.js';
import { say } from '../output/say.js';
import { shellQuote } from '../output/shell-quote.js';
import { checkDestinations, withoutCredentials } from './destinations.js';

/** A destination that does not even return when its time is up must not keep the bridge for ever. */
const GRACE_SECONDS = 5;

/** Options of a bridge that a command has resolved. */
export type ResolvedBridgeOptions = BridgeOptions & { readonly runsDir: string; readonly to: readonly string[] };

/**
 * Starts a bridge for a command.
 *
 * @throws UsageError when a destination is named twice
 * @throws CommandError naming the option when the folder cannot be used, the address is taken, or a destination is unusable
 */
export async function startBridge(
  command: string,
  options: ResolvedBridgeOptions,
  context: CommandContext,
): Promise<Bridge> {
  checkDestinations(options.to);
  try {
    return await createBridge({ ...options, warn: (text) => say(context, command, text) });
  } catch (error) {
    const where =
      systemCodeOf(error) === undefined ? '' : `--runs-dir ${options.runsDir}: expected a writable folder, got `;
    throw new CommandError(`${where}${reasonOf(error)}`);
  }
}

/**
 * Stops a bridge: it gives the destinations their time.
 *
 * @returns what they still owe
 * @throws CommandError when a destination does not give the bridge back even then; the run files are whole all the same
 */
export async function stopBridge(
  command: string,
  bridge: Bridge,
  drainSeconds: number,
  context: CommandContext,
): Promise<readonly OwedEvents[]> {
  const stopped = bridge.stop({
    timeoutSeconds: drainSeconds,
    onProgress: (text) => context.interactive && say(context, command, text),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), (drainSeconds + GRACE_SECONDS) * 1000);
  });
  const result = await Promise.race([stopped, late]).finally(() => clearTimeout(timer));
  if (result === 'late') {
    throw new CommandError(`a destination did not stop within ${drainSeconds} s (--drain); the next bridge goes on`);
  }
  return result.owed;
}

/** Resolves with the first signal that asks the command to end. A second one ends the process at once. */
export function untilSignal(context: Pick<CommandContext, 'onSignal'>): Promise<StopSignal> {
  return new Promise((resolve) => {
    const release = context.onSignal((signal) => {
      release();
      resolve(signal);
    });
  });
}

/** Says what is in the run files and not yet at a destination, and which command delivers it. */
export function reportOwed(
  command: string,
  owed: readonly OwedEvents[],
  { runsDir, to }: { readonly runsDir: string; readonly to: readonly string[] },
  context: CommandContext,
): void {
  if (owed.length === 0) return;
  for (const { sink, runId, events, parked } of owed) {
    const why = parked === undefined ? '' : `: ${parked}`;
    say(context, command, `${events} event(s) of ${runId} are in the run file and not yet at ${sink}${why}`);
  }
  const words = ['--runs-dir', runsDir, '--to', withoutCredentials(to).join(',')].map(shellQuote).join(' ');
  say(context, command, `deliver them with: fedotel bridge ${words}`);
}
