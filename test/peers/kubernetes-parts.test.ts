import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { freePort } from '../support/bridge-process.js';
import { runCommand } from '../support/command.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { collectorBinary } from './collector/binary.js';
import { selfSigned } from './collector/certificate.js';
import { type KeptProcess, startKeptProcess } from './kept-process.js';
import { kustomizeBuild } from './kubernetes/deploy-check.js';
import { type Container, type Manifest, workload } from './kubernetes/manifest.js';
import { onLoopback } from './kubernetes/on-loopback.js';
import { type PrometheusServer, startPrometheusServer } from './prometheus-server.js';
import { promtool } from './promtool.js';
import { pythonPeer } from './python.js';

const CLI = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const SERVICES = 'collector-config/prometheus/services.yaml';
const TOKEN = 'a-token-for-the-test';
const RUN = 'in-a-cluster';
const UPDATE = { client: 'a', round: 1, time: 1_700_000_000_000_000_000n, loss: 0.5, samples: 10 };
const [HTTP, GRPC, HEALTH, APPS, OWN, OTLP, METRICS, PAGE, MLFLOW] = Array.from({ length: 9 }, (_, index) => index);

/** A first start makes the database; it took 19 s on two busy cores. */
const MLFLOW_START_SECONDS = 180;
/** Longest wait for data to arrive. */
const LIMIT_SECONDS = 120;

/** Everything here is started with what the manifests say; only addresses and folders are others. */
describe('parts in a cluster, started as the manifests say', () => {
  const folder = temporaryFolder('kubernetes-parts');
  const token = join(folder.path, 'bridge-token');
  const runs = join(folder.path, 'fedotel/runs');
  let manifests: readonly Manifest[];
  let ports: readonly number[];
  const started: KeptProcess[] = [];
  let prometheus: PrometheusServer | undefined;

  const port = (index = 0) => ports[index] ?? 0;
  const address = (index = 0) => `127.0.0.1:${port(index)}`;
  const container = (name: string) => workload(manifests, name).container;

  before(async () => {
    ({ manifests } = await kustomizeBuild('collector-config/kubernetes/overlays/local'));
    ports = await Promise.all(Array.from({ length: 9 }, () => freePort()));
    // One token a line, and a line's end, as an editor leaves it.
    writeFileSync(`${token}s`, `${TOKEN}\n`);
    writeFileSync(token, TOKEN);
    mkdirSync(join(folder.path, 'fedotel'));
    started.push(await startMlflow(container('mlflow'), folder.path, port(MLFLOW)));
    started.push(await startBridge());
    started.push(await startCollector());
  });
  after(async () => {
    await prometheus?.close();
    for (const part of started.reverse()) await part.kill();
    folder.remove();
  });

  async function startBridge(): Promise<KeptProcess> {
    const { args, env } = onLoopback(container('bridge'), [
      ['0.0.0.0:4328', address(OTLP)],
      ['0.0.0.0:9465', address(METRICS)],
      ['0.0.0.0:7070', address(PAGE)],
      ['/var/lib/fedotel', join(folder.path, 'fedotel')],
      ['/run/secrets', folder.path],
      ['http://mlflow:5000', `http://${address(MLFLOW)}`],
    ]);
    const { httpGet } = container('bridge').readinessProbe ?? {};
    return await startKeptProcess({
      command: process.execPath,
      args: [CLI, ...args],
      env,
      // It receives before it shows its metrics and the page.
      ready: async () => {
        const all = [OTLP, METRICS, PAGE].map((index) => fetch(`http://${address(index)}${httpGet?.path}`));
        return (await Promise.all(all)).every(({ status }) => status === 200 || status === 401);
      },
    });
  }

  async function startCollector(): Promise<KeptProcess> {
    const replacements: [string, string][] = [
      ['/etc/otelcol/collector.yaml', 'collector-config/collector/full.yaml'],
      ['0.0.0.0:4317', address(GRPC)],
      ['0.0.0.0:4318', address(HTTP)],
      ['0.0.0.0:8889', address(APPS)],
      ['0.0.0.0:13133', address(HEALTH)],
      ['0.0.0.0', '127.0.0.1'],
      ['/var/lib/otelcol', join(folder.path, 'otelcol')],
      ['http://bridge:4328', `http://${address(OTLP)}`],
      ['http://tempo:4318', `http://127.0.0.1:${await freePort()}`],
    ];
    const { args, env } = onLoopback(container('collector'), replacements, { 'bridge-token': TOKEN });
    const { httpGet } = container('collector').readinessProbe ?? {};
    return await startKeptProcess({
      command: await collectorBinary(),
      args,
      env: { ...(await ownAddresses()), ...env, FEDOTEL_COLLECTOR_METRICS_PORT: String(port(OWN)) },
      ready: async () => (await fetch(`http://${address(HEALTH)}${httpGet?.path}`)).ok,
    });
  }

  it('the bridge takes nothing without its token, and tells probes without one that it lives', async () => {
    const refused = await post(`http://${address(OTLP)}/v1/metrics`, updatesBody(RUN, [UPDATE]));
    assert.equal(refused?.status, 401);
    for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe'] as const) {
      const { path } = container('bridge')[probe]?.httpGet ?? {};
      assert.equal((await fetch(`http://${address(OTLP)}${path}`)).status, 200, probe);
    }
    assert.equal((await fetch(`http://${address(METRICS)}/metrics`)).status, 401);
    assert.equal((await fetch(`http://${address(PAGE)}/`)).status, 401);
  });

  it('what an app sends to the Collector gets into the run file and into MLflow', async () => {
    const taken = await post(`http://${address(HTTP)}/v1/metrics`, updatesBody(RUN, [UPDATE]));
    assert.equal(taken?.status, 200);
    const journal = join(runs, `${RUN}.jsonl`);
    await until(
      'the update is in the run file',
      async () => {
        return await readRun(journal).then(
          (run) => run.rounds.length > 0,
          () => false,
        );
      },
      LIMIT_SECONDS,
    );
    const api = `http://${address(MLFLOW)}/api/2.0/mlflow`;
    await until(
      'the run is in MLflow',
      async () => {
        const query = 'experiment_name=federated-learning';
        const found = await fetch(`${api}/experiments/get-by-name?${query}`).catch(() => undefined);
        if (!found?.ok) return false;
        const { experiment } = (await found.json()) as { experiment: { experiment_id: string } };
        const search = JSON.stringify({ experiment_ids: [experiment.experiment_id] });
        const answer = await post(`${api}/runs/search`, search);
        return answer?.text.includes(`"${RUN}"`) ?? false;
      },
      LIMIT_SECONDS,
    );
  });

  it('Prometheus takes its configuration, finds the rules beside it, and scrapes the bridge with the token', async () => {
    const beside = join(folder.path, 'etc');
    mkdirSync(beside);
    copyFileSync('collector-config/prometheus/rules.yaml', join(beside, 'rules.yaml'));
    const config = readFileSync(SERVICES, 'utf8').replace('/run/secrets/bridge-token', token);
    writeFileSync(join(beside, 'prometheus.yaml'), config);
    const { status, output } = promtool(['check', 'config', join(beside, 'prometheus.yaml')]);
    assert.equal(status, 0, output);
    assert.match(output, /SUCCESS: \d+ rules found/);

    const targets: Record<string, string> = {
      'collector:8889': address(APPS),
      'collector:8888': address(OWN),
      'bridge:9465': address(METRICS),
    };
    const { scrape_configs } = parse(config) as {
      scrape_configs: {
        job_name: string;
        static_configs?: { targets: string[] }[];
        dns_sd_configs?: unknown;
      }[];
    };
    const scrapeConfigs = scrape_configs.flatMap((scrape) => {
      const target = targets[scrape.static_configs?.[0]?.targets[0] ?? ''];
      // Names in a cluster are no names here.
      const { dns_sd_configs: _, ...rest } = scrape;
      return target === undefined ? [] : [{ ...rest, static_configs: [{ targets: [target] }] }];
    });
    assert.equal(scrapeConfigs.length, 3);
    prometheus = await startPrometheusServer({ folder: join(folder.path, 'prometheus'), scrapeConfigs });
    await prometheus.scraped();
    const [events] = await prometheus.query('fedotel_bridge_events_total{job="fedotel-bridge"}');
    assert.ok((events?.value ?? 0) > 0);
  });

  it('MLflow answers to its names in the cluster and to probes, and refuses other names', async () => {
    const { httpGet } = container('mlflow').readinessProbe ?? {};
    // A probe's Host is the address of the pod.
    assert.equal(await statusFor('10.244.0.17:5000', httpGet?.path ?? ''), 200);
    const search = '/api/2.0/mlflow/experiments/get?experiment_id=0';
    for (const host of ['mlflow:5000', 'mlflow.fedotel.svc.cluster.local:5000', 'localhost:30500', '127.0.0.1:30500']) {
      assert.equal(await statusFor(host, search), 200, host);
    }
    for (const host of ['evil.example', 'mlflow.evil.example:5000']) {
      assert.equal(await statusFor(host, search), 403, host);
    }
  });

  it('the gateway of the overlay production takes its configuration', async () => {
    const production = await kustomizeBuild('collector-config/kubernetes/overlays/production');
    const { container: gateway } = workload(production.manifests, 'gateway');
    const { cert, key } = selfSigned(folder.path);
    const sites = join(folder.path, 'tokens');
    writeFileSync(sites, 'a-token hospital a\n');
    const replacements: [string, string][] = [
      ['/etc/otelcol/gateway.yaml', 'collector-config/collector/gateway.yaml'],
      ['/run/secrets/sites/tokens', sites],
      ['/run/secrets/tls/tls.crt', cert],
      ['/run/secrets/tls/tls.key', key],
      ['0.0.0.0', '127.0.0.1'],
      ['/var/lib/otelcol', join(folder.path, 'gateway')],
    ];
    const { args, env } = onLoopback(gateway, replacements, { 'bridge-token': TOKEN });
    await runCommand(await collectorBinary(), ['validate', ...args], { env });
  });

  it('MLflow answers in the overlay production to the name that people use', async () => {
    const production = await kustomizeBuild('collector-config/kubernetes/overlays/production');
    const allowed = ({ args = [] }: Container) =>
      args.filter((word) => word.startsWith('--allowed-hosts=')).flatMap((word) => word.slice(16).split(','));
    const people = production.manifests
      .flatMap(({ spec }) => spec?.rules ?? [])
      .filter(({ http }) => http.paths.some(({ backend }) => backend.service.name === 'mlflow'))
      .map(({ host }) => host);
    assert.deepEqual(people, ['mlflow.example.org']);
    assert.deepEqual(allowed(workload(production.manifests, 'mlflow').container), [
      ...allowed(container('mlflow')),
      ...people,
    ]);
  });

  /** Status of a GET with a Host of its own. */
  function statusFor(host: string, path: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      // A connection of its own: MLflow may be closing one that was used before.
      request({ host: '127.0.0.1', port: port(MLFLOW), path, headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }
});

/** Free ports for what the Collector listens on inside of its own pod, where the usual ones are free. */
async function ownAddresses(): Promise<Record<string, string>> {
  const config = readFileSync('collector-config/collector/full.yaml', 'utf8');
  const names = new Set([...config.matchAll(/\$\{env:(\w+):-127\.0\.0\.1:\d+\}/g)].map(([, name = '']) => name));
  return Object.fromEntries(
    await Promise.all([...names].map(async (name) => [name, `127.0.0.1:${await freePort()}`] as const)),
  );
}

/** MLflow's own server, as the manifest starts it. */
async function startMlflow(container: Container, folder: string, port: number): Promise<KeptProcess> {
  const data = join(folder, 'mlflow');
  mkdirSync(data);
  const { args, env } = onLoopback(container, [
    ['--host=0.0.0.0', '--host=127.0.0.1'],
    ['--port=5000', `--port=${port}`],
    ['/var/lib/mlflow', data],
  ]);
  assert.deepEqual(container.command, ['mlflow', 'server']);
  const { python } = await pythonPeer('mlflow');
  return await startKeptProcess({
    command: python,
    args: ['-m', ...container.command, ...args],
    cwd: data,
    env: { ...env, HOME: data },
    ready: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
    startSeconds: MLFLOW_START_SECONDS,
  });
}
