import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createInstrumentSet } from '../../../../lib/instruments/instrument-set.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';
import { type InstrumentKey, instruments } from '../../../../semconv/index.js';
import { freePort } from '../../../support/bridge-process.js';
import { startForTest, type TestTelemetry } from '../fixtures.js';

/** Nothing but the endpoint. */
const ALONE: TelemetryOptions = {
  metrics: 'none',
  traces: 'none',
  logs: 'none',
  job: 'digits',
  prometheus: { port: 0 },
};

describe('endpoint for Prometheus', () => {
  let started: TestTelemetry | undefined;

  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 0.1 });
    started = undefined;
    metrics.disable();
  });

  async function start(options: TelemetryOptions = ALONE): Promise<string> {
    started = await startForTest(options);
    return started.telemetry.prometheusUrl ?? '';
  }

  /** Records a value with every instrument of the registry. */
  function recordAll(): void {
    const provider = started?.core.fallbackProviders.meterProvider;
    assert.ok(provider);
    const set = createInstrumentSet(provider);
    for (const key of Object.keys(instruments) as InstrumentKey[]) {
      set[key](1, { 'fl.job.name': 'digits' });
    }
  }

  it('shows every instrument of the registry under exactly its name', async () => {
    const url = await start();
    recordAll();
    const text = await (await fetch(url)).text();
    const shown = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    shown.delete('target_info');
    assert.deepEqual(
      [...shown].sort(),
      Object.values(instruments)
        .map(({ prometheus }) => prometheus)
        .sort(),
    );
    for (const { prometheus, instrument, brief } of Object.values(instruments)) {
      const series = instrument === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const suffix of series) {
        assert.match(text, new RegExp(`^${prometheus}${suffix}\\{.*fl_job_name="digits".*\\} `, 'm'));
      }
      assert.ok(text.includes(`# HELP ${prometheus} ${brief}\n`));
    }
    assert.doesNotMatch(text, /otel_scope|# UNIT/);
  });

  it('says whose metrics these are, and in which format', async () => {
    const url = await start({
      ...ALONE,
      serviceName: 'hospital',
      resourceAttributes: { 'service.instance.id': 'i-1' },
    });
    recordAll();
    const response = await fetch(url);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const [info = ''] = /^target_info\{.*$/m.exec(await response.text()) ?? [];
    assert.match(info, /service_name="hospital"/);
    assert.match(info, /service_instance_id="i-1"/);
    assert.deepEqual(started?.lines.at(-1), `fedotel: Prometheus finds metrics at ${url}`);
  });

  it('refuses names that a web page could have, other paths and other methods', async () => {
    const url = await start();
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        request(url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    assert.equal(await status('evil.example:80'), 403);
    assert.equal(await status('localhost:1'), 200);
    assert.equal(await status('[::1]:1'), 200);
    assert.equal((await fetch(url.replace('/metrics', '/'))).status, 404);
    assert.equal((await fetch(url, { method: 'POST', body: 'x' })).status, 405);
    assert.equal((await fetch(`${url}?x=1`)).status, 200);
  });

  it('fails at the start when its port is taken, and leaves nothing behind', async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const wrong = /option prometheus: the address 127\.0\.0\.1:\d+ for Prometheus is in use by another program/;
    await assert.rejects(startForTest({ ...ALONE, prometheus: { port } }), wrong);
    await new Promise((resolve) => other.close(resolve));
    assert.equal((await fetch(await start({ ...ALONE, prometheus: { port } }))).status, 200);
  });

  it('gives its port back at shutdown, and when telemetry cannot start', async () => {
    const port = await freePort();
    const url = await start({ ...ALONE, prometheus: { port } });
    const core = started?.core;
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });
    await assert.rejects(fetch(url));
    await start({ ...ALONE, prometheus: { port } });
    assert.equal(started?.telemetry.prometheusUrl, url);
    assert.notEqual(core, started?.core);
    const free = await freePort();
    const running = started?.core;
    assert.ok(running);
    await assert.rejects(startForTest({ ...ALONE, prometheus: { port: free } }, { core: running }), /already started/);
    await assert.rejects(fetch(`http://127.0.0.1:${free}/metrics`));
  });

  it('needs a provider of ours: an app with its own is told so, unless a variable meant its own', async () => {
    metrics.setGlobalMeterProvider(new MeterProvider());
    await assert.rejects(start(), /option prometheus needs a meter provider of ours.*exporter-prometheus/);
    started = await startForTest(
      { traces: 'none', logs: 'none', endpoint: 'http://127.0.0.1:1', timeoutSeconds: 0.1 },
      { environment: { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' } },
    );
    assert.equal(started.telemetry.prometheusUrl, undefined);
  });
});
