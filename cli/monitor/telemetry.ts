import { startTelemetry, type Telemetry } from '../../lib/telemetry/index.js';
import type { CommandContext } from '../command.js';
import { reasonOf } from '../errors.js';
import { say } from '../output/say.js';
import type { ProgramOwner } from './owner.js';

/** Longest wait for samples to arrive at the end, seconds. */
const FLUSH_SECONDS = 5;

/** The way of samples into a run. */
export interface SampleTelemetry {
  /** Whether there is one. */
  readonly started: boolean;
  shutdown(): Promise<void>;
}

/**
 * Starts telemetry for the samples of a run, as configured by the standard `OTEL_*` variables; without an endpoint they go
 * to the bridge that runs on the folder. A fault is said and leaves the measuring as it is.
 */
export async function startSampleTelemetry(
  owner: ProgramOwner | undefined,
  runsDir: string,
  context: CommandContext,
): Promise<SampleTelemetry> {
  if (owner === undefined) return { started: false, shutdown: async () => undefined };
  try {
    const telemetry = await startTelemetry({ runsDir, handleSignals: false, quiet: true, traces: 'none' });
    return { started: true, shutdown: () => end(telemetry, context) };
  } catch (error) {
    say(context, 'monitor', `the samples do not reach run ${owner.run.id}: ${reasonOf(error)}`);
    return { started: false, shutdown: async () => undefined };
  }
}

async function end(telemetry: Telemetry, context: CommandContext): Promise<void> {
  const { complete } = await telemetry.shutdown({ timeoutSeconds: FLUSH_SECONDS });
  if (!complete) say(context, 'monitor', 'not all samples have reached the run: nobody took them in time');
}
