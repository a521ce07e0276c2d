import { join, resolve } from 'node:path';
import { runCommand } from '../../support/command.js';
import { type KeptProcess, startKeptProcess } from '../kept-process.js';
import { collectorBinary } from './binary.js';
import { type CollectorPorts, collectorPorts } from './ports.js';

/** Folder of the configurations that are tried. */
export const CONFIGS = 'collector-config/collector';

/** How a real Collector is started. */
export interface CollectorOptions {
  /** Files of `collector-config/collector`, later ones over earlier ones; a path with a `/` is one of the test's own. */
  readonly configs: readonly string[];
  /** For its queue and log files. */
  readonly folder: string;
  /** Variables that the configurations name, beside those of addresses and folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** Over `https`, where the receiver has a certificate. */
  readonly tls?: boolean;
}

/** A real Collector on free loopback ports, which it keeps over restarts. */
export interface Collector {
  /** Base URL of its OTLP/HTTP receiver. */
  readonly url: string;
  /** Host and port of the receiver for gRPC. */
  readonly grpc: string;
  /** Host and port of what Prometheus scrapes: the apps' metrics. */
  readonly prometheus: string;
  /** Host and port of the metrics of the Collector itself. */
  readonly ownMetrics: string;
  /** Folder of its queue and log files. */
  readonly folder: string;
  /** What it logged since its last start. */
  output(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
  /** Starts again with the same ports and folder; kills it first if it runs. */
  restart(): Promise<void>;
}

/**
 * Starts a Collector and waits until it receives.
 *
 * @throws Error with the end of its log when it does not start
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const binary = await collectorBinary();
  const args = options.configs.flatMap((file) => ['--config', configPath(file)]);
  const startOn = (ports: CollectorPorts) =>
    startKeptProcess({
      command: binary,
      args,
      env: { ...addresses(ports), FEDOTEL_COLLECTOR_DATA: resolve(options.folder), ...options.env },
      // The health check says yes once every pipeline runs.
      ready: async () => (await fetch(`http://127.0.0.1:${ports.health}/`)).ok,
    });
  const started = await onFreePorts(startOn);
  const { ports } = started;
  let { running } = started;
  return {
    url: `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${ports.http}`,
    grpc: `127.0.0.1:${ports.grpc}`,
    prometheus: `127.0.0.1:${ports.prometheus}`,
    ownMetrics: `127.0.0.1:${ports.ownMetrics}`,
    folder: options.folder,
    output: () => running.output(),
    kill: () => running.kill(),
    stop: () => running.stop(),
    async restart() {
      await running.kill();
      running = await startOn(ports);
    },
  };
}

/** Starts on ports that were free a moment ago: another process may have taken one meanwhile, then on others. */
async function onFreePorts(
  start: (ports: CollectorPorts) => Promise<KeptProcess>,
): Promise<{ readonly ports: CollectorPorts; readonly running: KeptProcess }> {
  for (let attempt = 1; ; attempt++) {
    const ports = await collectorPorts();
    try {
      return { ports, running: await start(ports) };
    } catch (error) {
      if (attempt === 5 || !(error instanceof Error && /address already in use/.test(error.message))) throw error;
    }
  }
}

/**
 * What the Collector says to configurations before it starts.
 *
 * @throws Error with its words when they are wrong
 */
export async function validateConfigs(
  configs: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const args = configs.flatMap((file) => ['--config', configPath(file)]);
  await runCommand(await collectorBinary(), ['validate', ...args], { env });
}

function configPath(file: string): string {
  return file.includes('/') ? file : join(CONFIGS, file);
}

function addresses(ports: CollectorPorts): Record<string, string> {
  return {
    FEDOTEL_COLLECTOR_GRPC: `127.0.0.1:${ports.grpc}`,
    FEDOTEL_COLLECTOR_HTTP: `127.0.0.1:${ports.http}`,
    FEDOTEL_COLLECTOR_PROMETHEUS: `127.0.0.1:${ports.prometheus}`,
    FEDOTEL_COLLECTOR_HEALTH: `127.0.0.1:${ports.health}`,
    FEDOTEL_COLLECTOR_METRICS_PORT: String(ports.ownMetrics),
    FEDOTEL_COLLECTOR_STORE_METRICS: `127.0.0.1:${ports.storeMetrics}`,
    FEDOTEL_COLLECTOR_STORE_TRACES: `127.0.0.1:${ports.storeTraces}`,
    FEDOTEL_COLLECTOR_STORE_LOGS: `127.0.0.1:${ports.storeLogs}`,
  };
}
