import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type BridgeProcess, freePort, startBridgeProcess } from '../../support/bridge-process.js';
import { type RecordingServer, startRecordingServer } from '../../support/recording-server.js';
import { type PrometheusServer, startPrometheusServer } from '../prometheus-server.js';
import { type Collector, startCollector } from './collector-process.js';

/** The arrangement's settings. */
export interface ArrangementOptions {
  /** Folder of its own for everything that the parts write. */
  readonly folder: string;
  /** Rules for Prometheus, relative to the repository. Default: those of `collector-config`. */
  readonly ruleFiles?: readonly string[];
}

/**
 * What `collector-config` describes, on free loopback ports: an app's OTLP goes to a real Collector (`full.yaml`), which
 * feeds a bridge, a stand-in for a trace backend, and a real Prometheus that also scrapes Collector and bridge.
 */
export interface Arrangement {
  readonly collector: Collector;
  readonly prometheus: PrometheusServer;
  readonly bridge: BridgeProcess;
  /** Folder of the bridge's run files. */
  readonly runsDir: string;
  /** What the Collector sends to the trace backend. */
  readonly traces: RecordingServer;
  /** OTLP/JSON lines that the Collector writes for log records. */
  readonly logFile: string;
  /** Ends all parts. */
  close(): Promise<void>;
}

const PROMETHEUS_CONFIG = 'collector-config/prometheus/prometheus.yaml';

/**
 * Starts all parts.
 *
 * @throws Error when one does not start; those that run are ended
 */
export async function startArrangement(options: ArrangementOptions): Promise<Arrangement> {
  const { folder } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const traces = await startRecordingServer();
    closers.push(() => traces.close());
    const runsDir = join(folder, 'runs');
    const bridgeMetrics = `127.0.0.1:${await freePort()}`;
    const bridge = await startBridgeProcess(runsDir, await freePort(), ['--metrics-listen', bridgeMetrics]);
    closers.push(() => bridge.stop());
    const collector = await startCollector({
      configs: ['full.yaml', quickConfig(folder)],
      folder: join(folder, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: bridge.url, FEDOTEL_TRACES_ENDPOINT: traces.url },
    });
    closers.push(() => collector.kill());
    const prometheus = await startPrometheusServer({
      folder: join(folder, 'prometheus'),
      scrapeConfigs: scrapeConfigs({
        fl: collector.prometheus,
        otelcol: collector.ownMetrics,
        'fedotel-bridge': bridgeMetrics,
      }),
      ruleFiles: options.ruleFiles ?? ['collector-config/prometheus/rules.yaml'],
    });
    closers.push(() => prometheus.close());
    const logFile = join(collector.folder, 'logs', 'otlp.jsonl');
    return { collector, prometheus, bridge, runsDir, traces, logFile, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The scrape configurations that are in the repository, with other addresses. */
function scrapeConfigs(targets: Readonly<Record<string, string>>): Record<string, unknown>[] {
  const { scrape_configs } = parse(readFileSync(PROMETHEUS_CONFIG, 'utf8')) as {
    scrape_configs: { job_name: string }[];
  };
  return scrape_configs.map((config) => {
    const target = targets[config.job_name];
    if (target === undefined) throw new Error(`${PROMETHEUS_CONFIG}: no address for the job ${config.job_name}`);
    return { ...config, static_configs: [{ targets: [target] }] };
  });
}

/** What spans say to Prometheus comes every second, so that no test waits for it. */
function quickConfig(folder: string): string {
  const path = join(folder, 'quick.yaml');
  writeFileSync(path, JSON.stringify({ connectors: { span_metrics: { metrics_flush_interval: '1s' } } }));
  return path;
}
