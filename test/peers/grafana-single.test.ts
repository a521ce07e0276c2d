import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMonitor, type Monitor } from '../../lib/monitor/index.js';
import { startRunOn } from '../../lib/run/start-run.js';
import { startForTest, type TestTelemetry } from '../lib/telemetry/fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { dashboardChoices, dashboardExpressions, missingIn } from './grafana/expressions.js';
import { appScrapeConfig } from './grafana/scrape-config.js';
import { type PrometheusServer, startPrometheusServer } from './prometheus-server.js';

/** What this machine may have none of, and why. */
const MAY_BE_EMPTY: readonly { readonly expression: RegExp; readonly reason: string }[] = [
  { expression: /\bhw_battery_/, reason: 'no battery' },
];

describe('dashboards on single clients and monitored programs, in a real Prometheus', () => {
  const folder = temporaryFolder('grafana-single');
  let app: TestTelemetry;
  let monitor: Monitor;
  let prometheus: PrometheusServer;

  before(async () => {
    const prometheusOptions = { port: 0, perClient: true };
    app = await startForTest({ metrics: 'none', traces: 'none', logs: 'none', prometheus: prometheusOptions });
    const run = startRunOn(app.core, { job: 'digits', privacy: { minGroup: 1 } });
    const round = run.startRound({ number: 1, selected: 2 });
    for (const client of ['a', 'b']) round.clientUpdate({ client, ...EVERY_FIELD });
    // An accelerator, with its power, where there is none.
    const accelerator = join(folder.path, 'nvidia-smi.mjs');
    writeFileSync(accelerator, "setInterval(() => console.log('0, 35, 1024, 16384, 75.50'), 20);");
    const commands = { nvidiaSmi: [process.execPath, accelerator] };
    monitor = createMonitor({ interval: 0.2, prometheus: 0, otlp: false, commands });
    await monitor.start();
    prometheus = await startPrometheusServer({
      folder: join(folder.path, 'prometheus'),
      scrapeConfigs: [
        appScrapeConfig(hostOf(app.telemetry.prometheusUrl)),
        { job_name: 'monitor', static_configs: [{ targets: [hostOf(monitor.prometheusUrl)] }] },
      ],
    });
    // Two scrapes: a rate has nothing to say after one.
    await prometheus.scraped();
    await prometheus.scraped();
  });
  after(async () => {
    await prometheus?.close();
    await monitor?.stop();
    await app?.telemetry.shutdown({ timeoutSeconds: 1 });
    folder.remove();
  });

  for (const { where, promql, legend } of dashboardExpressions()) {
    if (!/\b(?:process|system|hw)_\w+\{|\bfl_client_\w+\{[^}]*fl_operation_name="train"\}\)/.test(promql)) continue;
    const none = MAY_BE_EMPTY.find(({ expression }) => expression.test(promql));
    it(`${where}: ${promql}${none === undefined ? '' : ` (or ${none.reason})`}`, async () => {
      if (none !== undefined) {
        await prometheus.query(promql);
        return;
      }
      await until('there is data', async () => (await prometheus.query(promql)).length > 0, 120);
      for (const { labels } of await prometheus.query(promql)) assert.deepEqual(missingIn(labels, legend), []);
    });
  }

  it('keep of an app what is about single clients, since the rest comes through the Collector', async () => {
    const series = await prometheus.query('{job="fl-apps", __name__=~"fl_.+"}');
    assert.ok(series.length > 0);
    assert.deepEqual(
      series.filter(({ labels }) => labels.fl_client_id === undefined),
      [],
    );
    assert.deepEqual(new Set(series.map(({ labels }) => labels.fl_client_id)), new Set(['a', 'b']));
  });

  it('offer the monitored programs', async () => {
    const [choice] = dashboardChoices().filter(({ where }) => where === 'fedotel-resources: choice host');
    const offered = (await prometheus.query(choice?.metric ?? '')).map(({ labels }) => labels[choice?.label ?? '']);
    assert.deepEqual(offered, [hostOf(monitor.prometheusUrl)]);
  });
});

/** Every number that the conventions let a client report. */
const EVERY_FIELD = {
  loss: 0.5,
  accuracy: 0.8,
  samples: 120,
  gradientNorm: 1.5,
  bytesSent: 4000,
  bytesReceived: 4000,
  networkLatency: 0.05,
  trainDuration: 2,
  staleness: 1,
  cpuUtilization: 0.5,
  memoryUsage: 1e8,
  gpuUtilization: 0.9,
  gpuMemoryUsage: 1e9,
  energy: 30,
};

function hostOf(url: string | undefined): string {
  return new URL(url ?? '').host;
}
