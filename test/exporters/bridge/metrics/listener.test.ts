import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bridge, createBridge } from '../../../../exporters/bridge/index.js';
import { bridgeMetrics } from '../../../../semconv/bridge.js';
import { post, updatesBody } from '../../../support/otlp-json.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';

const UPDATE = { client: 'c1', round: 1, time: 1_772_442_000_000_000_000n, loss: 0.5, samples: 3 };

describe('metrics of a bridge', () => {
  const folder = temporaryFolder('bridge-metrics');
  after(() => folder.remove());
  let bridge: Bridge | undefined;
  let runsDir = '';
  let count = 0;

  beforeEach(() => {
    count += 1;
    runsDir = join(folder.path, `runs-${count}`);
  });

  afterEach(async () => {
    await bridge?.stop({ timeoutSeconds: 1 });
    bridge = undefined;
  });

  const read = async (): Promise<string> => (await fetch(`${bridge?.metricsUrl}/metrics`)).text();
  const shown = (text: string, series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')[1] ?? Number.NaN,
    );

  it('are nowhere unless asked for', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    assert.equal(bridge.metricsUrl, undefined);
    assert.equal((await fetch(`${bridge.url}/metrics`)).status, 404);
  });

  it('tell what came, what was kept, and how far each sink is', async () => {
    const sink = join(folder.path, `stuck-${count}.mjs`);
    writeFileSync(
      sink,
      `export const createSink = () => ({ name: 'stuck', resume: 'cursor', open: async () => {},
        apply: async () => ({ kind: 'retry', reason: 'down', afterSeconds: 600 }), flush: async () => ({ kind: 'ok' }),
        check: async () => ({ kind: 'ok', detail: '' }), close: async () => {} });`,
    );
    bridge = await createBridge({
      runsDir,
      listen: { port: 0 },
      to: ['map', sink],
      metricsListen: { port: 0 },
      page: { port: 0 },
    });
    const before = await read();
    assert.equal(shown(before, 'fedotel_bridge_requests_total'), 0);
    assert.equal(shown(before, 'fedotel_bridge_sink_lag_bytes{sink="stuck"}'), 0);
    const body = updatesBody('r', [UPDATE]);
    await post(`${bridge.url}/v1/metrics`, body);
    await post(`${bridge.url}/v1/metrics`, body);
    let text = '';
    await until('one sink has all, and the other was asked', async () => {
      text = await read();
      const delivered = shown(text, 'fedotel_bridge_sink_delivered_total{sink="map"}') > 0;
      // Read before the counts, so that it may be older than they are.
      const isBehind = shown(text, 'fedotel_bridge_sink_lag_bytes{sink="map"}') > 0;
      return delivered && !isBehind && shown(text, 'fedotel_bridge_sink_retries_total{sink="stuck"}') > 0;
    });
    for (const [series, expected] of [
      ['fedotel_bridge_requests_total', 2],
      ['fedotel_bridge_events_total', 1],
      ['fedotel_bridge_duplicates_total', 1],
      ['fedotel_bridge_active_runs', 1],
      ['fedotel_bridge_deferred_total', 0],
      ['fedotel_bridge_page_subscribers', 0],
      ['fedotel_bridge_sink_lag_bytes{sink="map"}', 0],
      ['fedotel_bridge_sink_lag_duration_seconds{sink="map"}', 0],
      ['fedotel_bridge_sink_delivered_total{sink="stuck"}', 0],
    ] as const) {
      assert.equal(shown(text, series), expected, series);
    }
    assert.ok(shown(text, 'fedotel_bridge_sink_lag_bytes{sink="stuck"}') > 50);
    for (const { prometheus } of Object.values(bridgeMetrics))
      assert.match(text, new RegExp(`^${prometheus}[ {]`, 'm'));
  });

  it('tell how many pages watch, where there is a page', async () => {
    bridge = await createBridge({
      runsDir,
      listen: { port: 0 },
      to: [],
      metricsListen: { port: 0 },
      page: { port: 0 },
    });
    const { pageUrl = '' } = bridge;
    const watching = async () => shown(await read(), 'fedotel_bridge_page_subscribers');
    assert.equal(await watching(), 0);
    const page = new AbortController();
    const stream = await fetch(new URL('api/live', pageUrl), { signal: page.signal });
    assert.equal(stream.status, 200);
    await until('the page is counted', async () => (await watching()) === 1);
    page.abort();
    await until('it is gone', async () => (await watching()) === 0);
  });

  it('tell how many requests were told to come again', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], metricsListen: { port: 0 } });
    // A folder in place of the run's file cannot be written.
    mkdirSync(join(runsDir, 'r.jsonl'));
    const refused = await post(`${bridge.url}/v1/metrics`, updatesBody('r', [UPDATE]));
    assert.equal(refused?.status, 503);
    assert.equal(shown(await read(), 'fedotel_bridge_deferred_total'), 1);
  });

  it('have an address of their own, with probes, that takes no telemetry and says so', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], metricsListen: { port: 0 } });
    const url = bridge.metricsUrl ?? '';
    assert.notEqual(url, bridge.url);
    assert.equal((await fetch(`${url}/ready`)).status, 200);
    const health = (await (await fetch(`${url}/health`)).json()) as { instance: string };
    assert.equal(health.instance, bridge.instance);
    assert.equal((await fetch(`${url}/metrics`, { method: 'POST', body: '' })).status, 405);
    const refused = await post(`${url}/v1/metrics`, updatesBody('r', [UPDATE]));
    assert.equal(refused?.status, 503);
    await bridge.stop();
    await assert.rejects(fetch(`${url}/ready`));
  });

  it('need the token where the bridge needs one, and the probes do not', async () => {
    const security = { tokens: ['secret-token-of-16'] };
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], metricsListen: { port: 0 }, security });
    const url = `${bridge.metricsUrl}/metrics`;
    assert.equal((await fetch(url)).status, 401);
    assert.equal((await fetch(url, { headers: { authorization: 'Bearer secret-token-of-16' } })).status, 200);
    assert.equal((await fetch(`${bridge.metricsUrl}/health`)).status, 200);
  });

  it('keep a bridge from starting when their address is taken, by the name of their option', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    const port = Number(new URL(bridge.url).port);
    const other = `${runsDir}-other`;
    await assert.rejects(
      createBridge({ runsDir: other, listen: { port: 0 }, to: [], metricsListen: { port } }),
      /--metrics-listen 127\.0\.0\.1:\d+: the address is in use/,
    );
    await (await createBridge({ runsDir: other, listen: { port: 0 }, to: [] })).stop();
  });
});
