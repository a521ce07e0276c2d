import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsOf, expectedPoints, mainRun, storedPoints } from '../exporters/mlflow/sink/rig.js';
import { createAppProcesses } from '../support/app-process.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type FakeMlflow, startFakeMlflow } from '../support/fake-mlflow/fake-mlflow.js';
import { attribute, post, updatesBody } from '../support/otlp-json.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { startFederationApp } from './apps/federation.js';

const UPDATE = { client: 'a', round: 1, time: 1_767_225_601_000_000_000n, loss: 0.5, samples: 10 };

describe('from the app into MLflow', () => {
  const apps = createAppProcesses();
  let folder: ReturnType<typeof temporaryFolder>;
  let fake: FakeMlflow;
  beforeEach(async () => {
    folder = temporaryFolder('e2e-mlflow');
    fake = await startFakeMlflow();
  });
  afterEach(async () => {
    await apps.killAll();
    await fake.stop();
    folder.remove();
  });

  it('goes by the bridge inside the app, with the checkpoint that it saved', async () => {
    const env = { MLFLOW_TRACKING_URI: fake.url, FEDOTEL_TO: 'mlflow', FEDOTEL_PER_CLIENT: 'keys', HOME: folder.path };
    const app = startFederationApp(apps, { cwd: folder.path, env });
    await app.call('startTelemetry');
    await app.call('startRun', { job: 'digits', runId: 'inside' });
    await app.call('startRound', { number: 1, selected: 2 });
    for (const client of ['a', 'b']) await app.call('update', 1, { client, loss: 0.5, samples: 10 });
    await app.call('endRound', 1);
    await app.call('finish');
    assert.equal((await app.call('shutdown')).complete, true);
    assert.equal(await app.end(), 0, app.errors());
    const run = mainRun(fake);
    assert.equal(run.status, 'FINISHED');
    assert.equal(fake.store.experiments.get(run.experimentId)?.name, 'digits');
    assert.deepEqual(
      storedPoints(fake),
      expectedPoints(await eventsOf(join(folder.path, 'runs', 'inside.jsonl')), 'keys'),
    );
    assert.equal(run.points.get('client.a.loss')?.size, 1);
  });

  it('says what is owed without the password, and the next bridge delivers it', async () => {
    const runsDir = join(folder.path, 'runs');
    await fake.stop();
    const port = await freePort();
    const to = fake.url.replace('//', '//me:s3cret@');
    const bridge = await startBridgeProcess(runsDir, port, ['--to', `mlflow=${to}`, '--drain', '0']);
    await post(`${bridge.url}/v1/metrics`, updatesBody('owed', [UPDATE]));
    await until('the trouble is said', () => bridge.errors().includes('it is tried again'));
    await bridge.stop();
    assert.match(
      bridge.errors(),
      /event\(s\) of owed are in the run file and not yet at mlflow\n.*mlflow=http:\/\/\*\*\*@127/s,
    );
    assert.doesNotMatch(bridge.errors(), /s3cret/);
    await fake.restart();
    const next = await startBridgeProcess(runsDir, port, ['--to', `mlflow=${to}`]);
    await until('it is there', () => storedPoints(fake).length > 0);
    await next.stop();
    assert.deepEqual(storedPoints(fake), expectedPoints(await eventsOf(join(runsDir, 'owed.jsonl'))));
  });

  it('shows a parked run, in health and to the operator, and uploads no file from outside of the runs folder', async () => {
    const runsDir = join(folder.path, 'runs');
    mkdirSync(runsDir);
    writeFileSync(join(folder.path, 'secret'), 'secret');
    fake.store.createExperiment('federated-learning').deleted = true;
    const port = await freePort();
    const through = ['env', `MLFLOW_TRACKING_URI=${fake.url}`, `HOME=${folder.path}`];
    const bridge = await startBridgeProcess(runsDir, port, ['--to', 'mlflow'], through);
    await post(`${bridge.url}/v1/metrics`, updatesBody('parked', [UPDATE]));
    await until('it is parked', async () => {
      const { sinks } = (await (await fetch(`${bridge.url}/health`)).json()) as {
        sinks: { sink: string; parked: number }[];
      };
      return sinks[0]?.sink === 'mlflow' && sinks[0].parked === 1;
    });
    const said = /mlflow: the experiment "federated-learning" is deleted in MLflow; restore it there/;
    await until('it is said', () => said.test(bridge.errors()));
    await bridge.stop();
    assert.match(bridge.errors(), /of parked are in the run file and not yet at mlflow: the experiment/);

    fake.store.experiments.clear();
    const next = await startBridgeProcess(runsDir, port, ['--to', 'mlflow'], through);
    const path = join(folder.path, 'secret');
    const attributes = [attribute('fl.artifact.name', 'log'), attribute('fl.artifact.path', path)];
    const records = [
      { timeUnixNano: '1767225602000000000', eventName: 'fl.artifact.registered', attributes },
      { timeUnixNano: '1767225603000000000', eventName: 'fl.run.finished', attributes: [] },
    ];
    const resource = { attributes: [attribute('fl.run.id', 'parked'), attribute('fl.run.attempt', 1)] };
    const scopeLogs = [{ scope: { name: 'fedotel' }, logRecords: records }];
    await post(`${next.url}/v1/logs`, JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] }));
    await until('it is completed', () => [...fake.store.runs.values()][0]?.status === 'FINISHED');
    await next.stop();
    assert.match(next.errors(), /secret" is outside of the folders that may be uploaded/);
    assert.ok([...fake.store.artifacts.keys()].every((name) => !name.endsWith('log')));
  });
});
