import type { Core } from '../core/core.js';
import type { Environment } from './config/option-reader.js';
import { resolveConfig } from './config/resolve.js';
import { createDisabledTelemetry } from './disabled.js';
import { loadPeers, type PeerLoaders } from './peers.js';
import { openPrometheusEndpoint } from './prometheus/endpoint.js';
import { neededPeers, servesPrometheus } from './providers/providers.js';
import { createTelemetry } from './telemetry.js';
import type { Telemetry, TelemetryOptions } from './types.js';

/** The world around telemetry; tests have one of their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly core: Core;
  readonly loaders: PeerLoaders;
  /** Script of an embedded bridge, if not the package's own. */
  readonly worker?: URL;
  /** Longest time for saving at the end of the process, seconds; otherwise it depends on how it ends. */
  readonly endSeconds?: number;
}

/** As `startTelemetry`, in surroundings of the caller's choice. */
export async function startTelemetryIn(surroundings: Surroundings, options: TelemetryOptions): Promise<Telemetry> {
  const { environment, core, loaders, worker, endSeconds } = surroundings;
  const config = resolveConfig(options, environment);
  if (config.disabled) {
    return createDisabledTelemetry(core, options.disabled === undefined ? 'OTEL_SDK_DISABLED' : 'option disabled');
  }
  const peers = await loadPeers(neededPeers(config), loaders);
  const prometheus =
    config.prometheus !== undefined && servesPrometheus(config)
      ? await openPrometheusEndpoint(peers, config.prometheus, core.warnings)
      : undefined;
  try {
    return await createTelemetry({ core, config, peers, prometheus, worker, endSeconds });
  } catch (error) {
    await prometheus?.close();
    throw error;
  }
}
