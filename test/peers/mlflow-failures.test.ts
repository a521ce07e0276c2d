import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MlflowApi } from '../../exporters/mlflow/api/index.js';
import { apiFor, codeOf, okOf, point } from '../support/mlflow-contract.js';
import { recordProof } from '../support/proof-figures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';

/** Holds the database of another process until standard input is closed. */
const LOCK = `import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute('BEGIN EXCLUSIVE')
print('locked', flush=True)
sys.stdin.read()`;

// What the fake imitates, done to the real server.
describe('failures of a real MLflow server', () => {
  const folder = temporaryFolder('mlflow-failures');
  let server: MlflowServer | undefined;
  let api: MlflowApi | undefined;
  afterEach(async () => {
    api?.close();
    await server?.kill();
  });
  after(() => folder.remove());
  const start = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
    const started = await startMlflowServer({ folder: folder.path, args, env });
    server = started;
    const client = apiFor(started.url);
    api = client;
    return { started, client };
  };
  const newRun = (client: MlflowApi) => client.createRun({ experimentId: '0', name: 'r', startTime: 1, tags: [] });

  it('takes nothing while its database is locked, and says so', async () => {
    const { started, client } = await start();
    const { runId } = okOf(await newRun(client));
    const holder = spawn(started.python, ['-c', LOCK, started.database], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const result = await client.logBatch(runId, { metrics: [point()] });
    assert.equal(result.kind === 'retry' && result.unsure, false);
    assert.match(result.kind === 'retry' ? result.reason : '', /503 TEMPORARILY_UNAVAILABLE: .*database is locked$/);
    holder.stdin.end();
    await once(holder, 'exit');
    okOf(await client.logBatch(runId, { metrics: [point()] }));
    assert.equal(okOf(await client.getMetricHistory(runId, 'loss')).items.length, 1);
  });

  it('takes nothing while its disk is full, and goes on afterwards', async () => {
    const { started, client } = await start();
    const { runId } = okOf(await newRun(client));
    const metrics = Array.from({ length: 1000 }, (_, step) => point({ key: `k${step}` }));
    // Files may not grow: the same to a database as a disk without room.
    limitFiles(started, `${statSync(started.database).size}:`);
    const result = await client.logBatch(runId, { metrics });
    assert.equal(result.kind === 'retry' && result.unsure, false);
    assert.match(result.kind === 'retry' ? result.reason : '', /503 TEMPORARILY_UNAVAILABLE: .*disk/);
    assert.deepEqual(okOf(await client.getRun(runId)).metrics, []);
    limitFiles(started, 'unlimited:');
    okOf(await client.logBatch(runId, { metrics }));
    assert.equal(okOf(await client.getRun(runId)).metrics.length, 1000);
  });

  it('is reached again after a longer silence than it keeps connections open', async () => {
    const { client } = await start();
    const { runId } = okOf(await newRun(client));
    for (const step of [1, 2]) {
      okOf(await client.logBatch(runId, { metrics: [point({ step })] }));
      // uvicorn closes idle connections after 5 s; a request that meets the end of one is lost.
      await delay(step === 1 ? 5_200 : 0);
    }
  });

  it('has all of a batch or nothing when it is killed meanwhile, and the client does not pretend to know', async function () {
    const { started, client } = await start();
    const { runId } = okOf(await newRun(client));
    const metrics = Array.from({ length: 1000 }, (_, step) => point({ key: `k${step}` }));
    for (const pauseMillis of [5, 60, 200]) {
      const sent = client.logBatch(runId, { metrics });
      await delay(pauseMillis);
      await started.kill();
      const result = await sent;
      assert.ok(result.kind === 'ok' || (result.kind === 'retry' && result.unsure), JSON.stringify(result));
      await started.restart();
      const stored = okOf(await client.getRun(runId)).metrics.length;
      assert.ok(stored === 1000 || (stored === 0 && result.kind === 'retry'), `${result.kind}, ${stored} stored`);
    }
    okOf(await client.logBatch(runId, { metrics }));
    assert.equal(okOf(await client.getMetricHistory(runId, 'k999')).items.length, 1);
    recordProof(this.test, { 'kills in the middle of a batch': 3, 'batches in part': 0 });
  });

  it('takes a large file through its proxy', async () => {
    const { started, client } = await start();
    const run = okOf(await newRun(client));
    const file = join(folder.path, 'large');
    writeFileSync(file, Buffer.alloc(30_000_000, 'fedotel'));
    okOf(await client.uploadArtifact(run, 'checkpoints/large.bin', { file }));
    const listed = okOf(await client.listArtifacts(run.runId, 'checkpoints'));
    assert.deepEqual(listed, [{ path: 'checkpoints/large.bin', isDirectory: false, sizeBytes: 30_000_000 }]);
    const place = `${started.url}/api/2.0/mlflow-artifacts/artifacts/0/${run.runId}/artifacts/checkpoints/large.bin`;
    const read = Buffer.from(await (await fetch(place)).arrayBuffer());
    assert.ok(read.equals(readFileSync(file)));
  });

  it('writes small files itself when its proxy is turned off', async () => {
    const { client } = await start(['--no-serve-artifacts', '--default-artifact-root', `${folder.path}/files`]);
    const experimentId = okOf(await client.createExperiment('on disk'));
    const run = okOf(await client.createRun({ experimentId, name: 'r', startTime: 1, tags: [] }));
    assert.ok(run.artifactUri.startsWith('/'));
    okOf(await client.uploadArtifact(run, 'a/b c.txt', { text: 'small' }));
    // As for an experiment that was made while the proxy was on.
    const artifactUri = `mlflow-artifacts:/${experimentId}/${run.runId}/artifacts`;
    okOf(await client.uploadArtifact({ ...run, artifactUri }, 'a/second.txt', { text: 'small' }));
    assert.deepEqual(
      okOf(await client.listArtifacts(run.runId, 'a')).map(({ path }) => path),
      ['a/b c.txt', 'a/second.txt'],
    );
    const large = await client.uploadArtifact(run, 'large', { text: 'x'.repeat(10 * 1_048_576 + 1) });
    assert.equal(codeOf(large), 'artifacts_elsewhere');
  });

  it('lets nobody in with a wrong password, and nobody write without the right to', async () => {
    const password = 'Correct-horse-7';
    const { started } = await start(['--app-name', 'basic-auth'], {
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'key',
      MLFLOW_AUTH_ADMIN_PASSWORD: password,
    });
    const as = (username: string, secret: string) =>
      apiFor(started.url, { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: secret });
    const [wrong, admin, reader] = [as('admin', 'wrong'), as('admin', password), as('reader', password)];
    const inUri = apiFor(started.url.replace('://', `://admin:${password}@`));
    assert.equal(codeOf(await wrong.check()), 'unauthorized');
    assert.equal(codeOf(await wrong.getExperimentByName('Default')), 'unauthorized');
    const { runId } = okOf(await newRun(admin));
    okOf(await inUri.logBatch(runId, { metrics: [point()] }));
    const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const created = await fetch(`${started.url}/api/2.0/mlflow/users/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ username: 'reader', password }),
    });
    assert.equal(created.status, 200);
    assert.equal(codeOf(await reader.logBatch(runId, { metrics: [point()] })), 'forbidden');
    for (const client of [wrong, admin, reader, inUri]) client.close();
  });
});

/** Sets the size that files may grow to, for every process of a server (Linux). */
function limitFiles({ database }: MlflowServer, limit: string): void {
  const rows = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const group = rows.find((row) => row.join(' ').includes(database))?.[1];
  for (const [pid, pgid] of rows) {
    if (pgid === group) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
  }
}
