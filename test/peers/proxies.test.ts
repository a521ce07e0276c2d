import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/command.js';
import { FAKE_KEY, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type Certificate, selfSigned } from './collector/certificate.js';
import { type ForwardProxy, PROXIED_HOST, startForwardProxy } from './forward-proxy.js';
import { onlyRun, pointsOf, type ReadRun, readMlflow } from './mlflow-reader.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';
import { node24Peer } from './node-24.js';
import { runWandb } from './wandb-client.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const RUN = 'test/fixtures/hivewatch/full.jsonl';

describe('destinations behind a proxy that wants a password', () => {
  const folder = temporaryFolder('proxies');
  const ends: (() => Promise<void>)[] = [];
  let certificate: Certificate;
  let server: MlflowServer;
  let direct: readonly ReadRun[];
  before(async () => {
    certificate = selfSigned(folder.path, PROXIED_HOST);
    server = await startMlflowServer({ folder: folder.path });
    const { node } = await node24Peer();
    await exportTo(node, 'mlflow', { MLFLOW_TRACKING_URI: server.url, MLFLOW_EXPERIMENT_NAME: 'direct' });
    direct = await readMlflow(server, 'direct');
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  after(async () => {
    await server?.kill();
    folder.remove();
  });

  async function startProxy(target: string): Promise<ForwardProxy> {
    const { cert, key } = certificate;
    const proxy = await startForwardProxy({ target, cert: readFileSync(cert), key: readFileSync(key) });
    ends.push(() => proxy.close());
    return proxy;
  }

  async function exportTo(node: string, to: string, env: Readonly<Record<string, string>>): Promise<string> {
    const runsDir = join(folder.path, `runs-${Math.random()}`);
    const { stderr } = await runCommand(node, [MAIN, 'export', RUN, '--to', to, '--runs-dir', runsDir], {
      env: { ...env, NO_PROXY: 'elsewhere.invalid' },
    });
    return stderr;
  }

  for (const scheme of ['http', 'https'] as const) {
    it(`a real MLflow server gets the same run through it as directly (${scheme})`, async () => {
      const { node } = await node24Peer();
      const proxy = await startProxy(server.url);
      const variables = { [`${scheme}_proxy`]: proxy.url, MLFLOW_TRACKING_SERVER_CERT_PATH: certificate.cert };
      const through = { ...variables, MLFLOW_TRACKING_URI: `${scheme}://${PROXIED_HOST}` };
      await exportTo(node, 'mlflow', { ...through, MLFLOW_EXPERIMENT_NAME: `through-${scheme}` });
      const asked = [...new Set(proxy.asked)];
      assert.deepEqual(
        asked.filter((line) => !line.includes(PROXIED_HOST)),
        [],
      );
      assert.ok(asked.includes(scheme === 'https' ? `CONNECT ${PROXIED_HOST}:443` : `POST http://${PROXIED_HOST}`));
      const runs = await readMlflow(server, `through-${scheme}`);
      assert.ok(pointsOf(runs).length > 100);
      assert.deepEqual(pointsOf(runs), pointsOf(direct));
      assert.deepEqual(Object.keys(onlyRun(runs).files), Object.keys(onlyRun(direct).files));

      // What the proxy of this test understands is what MLflow's own client says to it.
      const before = proxy.asked.length;
      const script = 'import mlflow; print(len(mlflow.search_experiments()))';
      const { stdout } = await runCommand(server.python, ['-c', script], { env: through });
      assert.ok(Number(stdout) >= 2);
      assert.deepEqual([...new Set(proxy.asked.slice(before))], asked.slice(0, 1).map(samePlace));
    });
  }

  for (const [scheme, words] of [
    ['http', `POST http://${PROXIED_HOST}`],
    ['https', `CONNECT ${PROXIED_HOST}:443`],
  ] as const) {
    it(`W&B is spoken to through it, by its own variable first, and the storage on this machine directly (${scheme})`, async () => {
      const { node } = await node24Peer();
      const wandb = await startFakeWandb();
      ends.push(() => wandb.stop());
      const proxy = await startProxy(wandb.url);
      const own = {
        WANDB_BASE_URL: `${scheme}://${PROXIED_HOST}`,
        [`WANDB_${scheme.toUpperCase()}_PROXY`]: proxy.url,
        [`${scheme}_proxy`]: 'http://127.0.0.1:1',
      };
      const { cert } = certificate;
      await exportTo(node, 'wandb', { ...own, WANDB_API_KEY: FAKE_KEY, NODE_EXTRA_CA_CERTS: cert });
      assert.deepEqual([...new Set(proxy.asked)], [words]);
      assert.deepEqual(wandb.store.problems, []);
      const toApi = wandb.seen.filter(({ origin }) => origin === 'api').length;
      assert.ok(scheme === 'http' ? proxy.asked.length === toApi : toApi > 0);
      assert.ok(wandb.seen.some(({ origin }) => origin === 'storage'));

      // W&B's own client says the same to it; its storage it reaches through the proxy of its variable, too.
      const before = proxy.asked.length;
      const args = { project: 'theirs', id: 'run', count: 3 };
      const env = { ...own, SSL_CERT_FILE: cert };
      await runWandb('wandb_online.py', ['many'], { fake: wandb, folder: folder.path, args, env });
      const { history, complete } = wandb.store.run('acme', 'theirs', 'run');
      assert.deepEqual([history.length, complete], [3, true]);
      const asked = proxy.asked.slice(before).filter((line) => line.includes(PROXIED_HOST));
      assert.deepEqual([...new Set(asked)], [words]);
    });
  }

  it('this machine is reached directly', async () => {
    const { node } = await node24Peer();
    const proxy = await startProxy(server.url);
    const variables = { http_proxy: proxy.url, https_proxy: proxy.url, MLFLOW_TRACKING_URI: server.url };
    assert.doesNotMatch(await exportTo(node, 'mlflow', { ...variables, MLFLOW_EXPERIMENT_NAME: 'own' }), /_PROXY/);
    assert.deepEqual(proxy.asked, []);
  });

  it('a wrong password of the proxy is said, and no password', async () => {
    const { node } = await node24Peer();
    const proxy = await startProxy(server.url);
    const wrong = new URL(proxy.url);
    wrong.password = 'secret';
    for (const scheme of ['http', 'https']) {
      const variables = { [`${scheme}_proxy`]: wrong.href, MLFLOW_TRACKING_URI: `${scheme}://${PROXIED_HOST}` };
      const asked = runCommand(node, [MAIN, 'doctor', '--to', 'mlflow', '--runs-dir', folder.path], { env: variables });
      await assert.rejects(asked, (error: Error) => {
        assert.match(error.message, /407/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    }
  });
});

/** Requests differ in their method, tunnels do not. */
function samePlace(line: string): string {
  return line.replace(/^(GET|POST|PUT|PATCH) /, 'POST ');
}
