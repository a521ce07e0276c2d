import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { recordProof } from '../support/proof-figures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type Certificate, selfSigned } from './collector/certificate.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { untilSent } from './collector/queues.js';
import { startTraining, type Training } from './collector/training.js';
import { type PrometheusSample, type PrometheusServer, startPrometheusServer } from './prometheus-server.js';

const GATEWAY = 'otlp_http/gateway';
const BRIDGE = 'otlp_http/bridge';
const LIMIT_SECONDS = 120;

describe('agents at many sites, a gateway and a bridge, over TLS and with tokens', function () {
  this.timeout(400_000);
  const folder = temporaryFolder('collector-gateway');
  const tokens = join(folder.path, 'tokens');
  const runsDir = join(folder.path, 'runs');
  const ends: (() => Promise<unknown> | unknown)[] = [];
  let certificate: Certificate;
  let bridge: BridgeProcess;
  let gateway: Collector;
  let prometheus: PrometheusServer;
  const agents: Record<string, Collector> = {};

  before(async () => {
    certificate = selfSigned(folder.path);
    writeFileSync(tokens, 'token-of-a hospital a\ntoken-of-b hospital b\n');
    bridge = await startBridgeProcess(runsDir, await freePort());
    ends.push(() => bridge.stop());
    gateway = await startCollector({
      configs: ['gateway.yaml', quick(BRIDGE)],
      folder: join(folder.path, 'gateway'),
      tls: true,
      env: {
        FEDOTEL_BRIDGE_ENDPOINT: bridge.url,
        FEDOTEL_GATEWAY_TOKENS_FILE: tokens,
        FEDOTEL_GATEWAY_CERT: certificate.cert,
        FEDOTEL_GATEWAY_KEY: certificate.key,
      },
    });
    ends.push(() => gateway.kill());
    for (const [site, token] of [
      ['a', 'token-of-a'],
      ['b', 'token-of-b'],
      ['c', 'token-of-nobody'],
    ] as const) {
      agents[site] = await startAgent(site, token);
    }
    prometheus = await startPrometheusServer({
      folder: join(folder.path, 'prometheus'),
      scrapeConfigs: [
        { job_name: 'fl', honor_labels: true, static_configs: [{ targets: [gateway.prometheus] }] },
        { job_name: 'otelcol', static_configs: [{ targets: Object.values(agents).map((agent) => agent.ownMetrics) }] },
      ],
      ruleFiles: ['collector-config/prometheus/rules.yaml'],
    });
    ends.push(() => prometheus.close());
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
    folder.remove();
  });

  /** Only the longest pause between two attempts is shorter than in the file. */
  function quick(exporter: string): string {
    const path = join(folder.path, `quick-${exporter.replace('/', '-')}.yaml`);
    writeFileSync(path, JSON.stringify({ exporters: { [exporter]: { retry_on_failure: { max_interval: '2s' } } } }));
    return path;
  }

  async function startAgent(site: string, token: string): Promise<Collector> {
    const agent = await startCollector({
      configs: ['agent.yaml', quick(GATEWAY)],
      folder: join(folder.path, `agent-${site}`),
      env: {
        FEDOTEL_SITE: `hospital-${site}`,
        FEDOTEL_GATEWAY_ENDPOINT: gateway.url,
        FEDOTEL_GATEWAY_TOKEN: token,
        FEDOTEL_GATEWAY_CA: certificate.cert,
      },
    });
    ends.push(() => agent.kill());
    return agent;
  }

  function agentOf(site: string): Collector {
    const agent = agents[site];
    assert.ok(agent);
    return agent;
  }

  it('bring the runs of both sites to the bridge, once, though the gateway is killed on the way', async function () {
    const trainings = ['a', 'b'].map((site): [string, Training] => [
      site,
      startTraining(`run-${site}`, agentOf(site).url),
    ]);
    ends.push(() => trainings.forEach(([, training]) => void training.kill()));
    await Promise.all(trainings.map(([, training]) => training.untilAcknowledged()));
    await gateway.restart();
    let completed: readonly PrometheusSample[] = [];
    await until(
      'Prometheus has both sites',
      async () => {
        completed = await prometheus.query('fl_rounds_completed_total > 0');
        return completed.length === 2;
      },
      LIMIT_SECONDS,
    );
    assert.deepEqual(completed.map(({ labels }) => labels.site).sort(), ['hospital-a', 'hospital-b']);
    await Promise.all([gateway.restart(), agentOf('a').restart()]);
    await Promise.all(trainings.map(([, training]) => training.untilAcknowledged()));
    for (const [site, training] of trainings) {
      await training.stop();
      await untilSent(agentOf(site), GATEWAY);
    }
    await untilSent(gateway, BRIDGE);
    for (const [site, training] of trainings) await training.assertKept(join(runsDir, `run-${site}.jsonl`));
    recordProof(this.test, { sites: trainings.length, 'kills of Collectors': 3, 'updates lost or twice': 0 });
  });

  it('answer 401 to whoever has no token or another one, and nothing without TLS', async () => {
    assert.equal(await statusOf(undefined), 401);
    assert.equal(await statusOf('token-of-nobody'), 401);
    assert.equal(await statusOf(''), 401);
    assert.equal(await statusOf('token-of-a'), 200);
    const plain = await post(`${gateway.url.replace('https', 'http')}/v1/metrics`, '{}');
    assert.notEqual(plain?.status, 200);
  });

  it('make a wrong token visible: in the log and as an alert', async () => {
    const agent = agentOf('c');
    const update = { client: 'x', round: 1, time: 1_750_000_000_000_000_001n, loss: 0.5, samples: 1 };
    const answer = await post(`${agent.url}/v1/metrics`, updatesBody('run-c', [update]));
    assert.equal(answer?.status, 200);
    const isFiring = async () =>
      (await prometheus.alerts()).some(
        ({ state, labels }) =>
          state === 'firing' &&
          labels.alertname === 'CollectorSendFailures' &&
          labels.instance === agent.ownMetrics &&
          labels.exporter === GATEWAY,
      );
    await until('the alert fires', isFiring, LIMIT_SECONDS);
    // It counts a failure before it logs it.
    const isLogged = () => /Exporting failed\. Dropping data.*\b401\b/.test(agent.output());
    await until('the log has it', isLogged, LIMIT_SECONDS);
    assert.equal(existsSync(join(runsDir, 'run-c.jsonl')), false);
    const others = (await prometheus.alerts()).filter(({ labels }) => labels.instance !== agent.ownMetrics);
    assert.deepEqual(
      others.filter(({ labels }) => labels.alertname === 'CollectorSendFailures'),
      [],
      'the sites with the right tokens are well',
    );
  });

  it('take a token that is added to the file, without a restart', async () => {
    writeFileSync(tokens, `${readFileSync(tokens, 'utf8')}token-of-nobody hospital c\n`);
    await until('the token is known', async () => (await statusOf('token-of-nobody')) === 200, LIMIT_SECONDS);
    const update = { client: 'x', round: 2, time: 1_750_000_000_000_000_002n, loss: 0.25, samples: 1 };
    assert.equal((await post(`${agentOf('c').url}/v1/metrics`, updatesBody('run-c', [update])))?.status, 200);
    await until('the run is kept', () => existsSync(join(runsDir, 'run-c.jsonl')), LIMIT_SECONDS);
  });

  /** The gateway's answer to an empty export. */
  function statusOf(token: string | undefined): Promise<number | undefined> {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${gateway.url}/v1/metrics`,
        {
          method: 'POST',
          ca: readFileSync(certificate.cert),
          headers: { 'content-type': 'application/json', ...authorization },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.once('error', reject);
      asked.end('{}');
    });
  }
});
