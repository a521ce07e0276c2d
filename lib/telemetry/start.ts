import { sharedCore } from '../core/core.js';
import { peerLoaders } from './peers.js';
import { startTelemetryIn } from './surroundings.js';
import type { Telemetry, TelemetryOptions } from './types.js';

/**
 * Starts telemetry for this process: what the library recorded and records is sent over OTLP, to the configured
 * endpoint, or else to the bridge of the runs folder, which the process that starts a run embeds when none runs.
 *
 * @throws Error when an option or variable is illegal, when optional packages are missing (with the command that installs
 * them), or when telemetry is already started
 */
export function startTelemetry(options: TelemetryOptions = {}): Promise<Telemetry> {
  return startTelemetryIn({ environment: process.env, core: sharedCore(), loaders: peerLoaders }, options);
}
