import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMlflowSink } from '../../../../exporters/mlflow/index.js';
import { until } from '../../../support/until.js';
import {
  createRig,
  eventsOf,
  expectedPoints,
  FULL,
  fullRun,
  mainRun,
  pointRequests,
  type Rig,
  sequenced,
  storedPoints,
} from './rig.js';

const CLOSING = { closing: true };
const OK = { kind: 'ok' };

describe('mlflow sink', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('brings a run with its params, tags, points, status and files, each once', async () => {
    rig = await createRig();
    const events = await eventsOf(FULL);
    const sink = await rig.open();
    assert.deepEqual(await sink.apply(fullRun, events), OK);
    assert.deepEqual(await sink.flush(fullRun, { closing: false }), OK);
    const run = mainRun(rig.fake);
    assert.equal(run.status, 'FINISHED');
    assert.equal(run.startTime, Date.parse('2026-03-02T09:00:00.004Z'));
    assert.equal(run.endTime, Date.parse('2026-03-02T09:00:18.930Z'));
    assert.equal(run.name, 'run-full-0001');
    assert.equal(run.params.get('layers'), '[64, 32, 10]');
    assert.equal(run.params.get('resume'), 'None');
    assert.equal(run.params.get('algorithm'), 'FedAsync');
    assert.equal(run.tags.get('fl.run.id'), 'run-full-0001');
    assert.equal(run.tags.get('hivewatch/algorithm'), 'FedAsync');
    assert.equal(run.tags.get('dropout.round_2.client:2E4'), 'battery low');
    assert.equal(run.tags.get('geo.:F0:9F:90:9D-hive_5.lat'), '0.0');
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
    const artifacts = `${run.experimentId}/${run.runId}/artifacts`;
    const config = rig.fake.store.artifacts.get(`${artifacts}/config.json`);
    assert.equal(JSON.parse(String(config)).optimizer.lr, 0.05);
    assert.ok(rig.fake.store.artifacts.has(`${artifacts}/map.json`));
    assert.match(rig.warnings.join('\n'), /"model\.bin" is not there/);
  });

  it('sends a few points after a moment, without being asked', async () => {
    rig = await createRig();
    const events = (await eventsOf(FULL)).slice(0, 10);
    const sink = await rig.open();
    await sink.apply(fullRun, events);
    await until('the points are there', () => storedPoints(rig.fake).length === expectedPoints(events).length);
    assert.equal(mainRun(rig.fake).status, 'RUNNING');
    assert.equal(pointRequests(rig.fake), 1);
  });

  it('adds nothing when the run is exported again by somebody who knows nothing of the first time', async () => {
    rig = await createRig();
    const events = await eventsOf(FULL);
    await exportAll(rig, events);
    const before = storedPoints(rig.fake);
    const requests = pointRequests(rig.fake);
    await exportAll(rig, events, join(rig.folder, 'other'));
    assert.deepEqual(storedPoints(rig.fake), before);
    assert.equal(pointRequests(rig.fake), requests);
    assert.equal(rig.fake.store.runs.size, 1);
  });

  it('sends what is missing when another one sent a part', async () => {
    rig = await createRig();
    const events = await eventsOf(FULL);
    const sink = await rig.open({ stateDir: join(rig.folder, 'first') });
    await sink.apply(fullRun, events.slice(0, 20));
    await sink.flush(fullRun, CLOSING);
    await exportAll(rig, events);
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
    assert.equal(rig.fake.store.runs.size, 1);
  });

  it('follows the per-client choice that the run was begun with', async () => {
    rig = await createRig();
    const events = await eventsOf(FULL);
    const first = await rig.open({ perClient: 'bands', stateDir: join(rig.folder, 'first') });
    await first.apply(fullRun, events.slice(0, 20));
    await first.flush(fullRun, CLOSING);
    const second = await rig.open({ perClient: 'keys' });
    await second.apply(fullRun, events);
    await second.flush(fullRun, CLOSING);
    assert.equal(mainRun(rig.fake).tags.get('fl.per_client'), 'bands');
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events, 'bands'));
  });

  for (const mode of ['keys', 'bands', 'off'] as const) {
    it(`has in mode ${mode} what the projection says`, async () => {
      rig = await createRig();
      const events = await eventsOf(FULL);
      const sink = await rig.open({ perClient: mode });
      await sink.apply(fullRun, events);
      await sink.flush(fullRun, CLOSING);
      assert.deepEqual(storedPoints(rig.fake), expectedPoints(events, mode));
      const keys = [...mainRun(rig.fake).points.keys()];
      assert.equal(
        keys.some((key) => key.startsWith('client.')),
        mode === 'keys',
      );
      assert.equal(keys.includes('clients/loss/max'), mode === 'bands');
    });
  }

  it('gives every client a run below the run in mode runs, and finds them again', async () => {
    rig = await createRig();
    const events = await eventsOf(FULL);
    const sink = await rig.open({ perClient: 'runs' });
    await sink.apply(fullRun, events.slice(0, 20));
    await sink.flush(fullRun, CLOSING);
    const again = await rig.open({ stateDir: join(rig.folder, 'other') });
    await again.apply(fullRun, events);
    await again.flush(fullRun, CLOSING);
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events, 'runs'));
    const parent = mainRun(rig.fake);
    const children = [...rig.fake.store.runs.values()].filter(({ tags }) => tags.has('fl.client.id'));
    assert.equal(children.length, 6);
    for (const child of children) {
      assert.equal(child.tags.get('mlflow.parentRunId'), parent.runId);
      assert.equal(child.status, 'FINISHED');
      assert.ok(
        [...child.points.keys()].every((key) => /^(client|sys)\//.test(key)),
        child.name,
      );
    }
  });

  it('orders a backlog so that requests hold few keys', async () => {
    rig = await createRig();
    const clients = Array.from({ length: 50 }, (_, n) => `client-${n}`);
    const events = sequenced([
      init('long'),
      ...Array.from({ length: 40 }, (_, round) => clients.map((id) => update('long', round, id))).flat(),
      { event_type: 'finished', run_id: 'long', timestamp: '2026-01-01T02:00:00.000Z' },
    ]);
    const run = { runId: 'long', stem: 'long' };
    const sink = await rig.open({ perClient: 'keys' });
    for (let from = 0; from < events.length; from += 500) await sink.apply(run, events.slice(from, from + 500));
    await sink.flush(run, CLOSING);
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events, 'keys'));
    const keysOf = rig.fake.seen
      .filter(({ body }) => body.includes('"metrics"'))
      .map(({ body }) => (JSON.parse(body) as { metrics: { key: string }[] }).metrics)
      .filter((metrics) => metrics.length === 1000)
      .map((metrics) => new Set(metrics.map(({ key }) => key)).size);
    assert.ok(keysOf.length > 3);
    assert.ok(
      keysOf.slice(1).every((keys) => keys < 60),
      `distinct keys of the requests: ${keysOf}`,
    );
  });

  it('completes a run again when late data come', async () => {
    rig = await createRig();
    const all = sequenced([
      init('late'),
      update('late', 1, 'a'),
      { event_type: 'finished', run_id: 'late', timestamp: '2026-01-01T00:01:00.000Z' },
      update('late', 1, 'b'),
    ]);
    const run = { runId: 'late', stem: 'late' };
    const sink = await rig.open();
    await sink.apply(run, all.slice(0, 3));
    await sink.flush(run, { closing: false });
    const before = storedPoints(rig.fake).length;
    await sink.apply(run, all.slice(3));
    await sink.flush(run, CLOSING);
    assert.ok(storedPoints(rig.fake).length > before);
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(all));
    const uploads = rig.fake.seen.filter(({ request }) => request.startsWith('PUT') && request.endsWith('config.json'));
    assert.equal(uploads.length, 2);
  });

  it('waits for what the end announces, without a word, and completes the run at the last flush', async () => {
    rig = await createRig();
    const emitted = { updates: 2, rounds: 0, events: 0 };
    const all = sequenced([
      init('short'),
      { ...update('short', 1, 'a'), field_count: 2 },
      { event_type: 'finished', run_id: 'short', timestamp: '2026-01-01T00:01:00.000Z', emitted },
    ]);
    const run = { runId: 'short', stem: 'short' };
    const sink = await rig.open();
    await sink.apply(run, all);
    const waits = await sink.flush(run, { closing: false });
    assert.equal(waits.kind === 'retry' && waits.expected, true);
    assert.equal(mainRun(rig.fake).status, 'RUNNING');
    assert.deepEqual(await sink.flush(run, CLOSING), OK);
    assert.equal(mainRun(rig.fake).status, 'FINISHED');
    assert.deepEqual(rig.warnings, []);
  });

  it('tells failed and interrupted runs apart, and a long silent one at the end of an export', async () => {
    rig = await createRig();
    const statusOf = async (runId: string, end: object | undefined) => {
      const run = { runId, stem: runId };
      const finished = {
        event_type: 'finished' as const,
        run_id: runId,
        timestamp: '2026-01-01T00:01:00.000Z',
        ...end,
      };
      const sink = await rig.open();
      await sink.apply(run, sequenced([init(runId), update(runId, 1, 'a'), ...(end === undefined ? [] : [finished])]));
      await sink.flush(run, CLOSING);
      return [...rig.fake.store.runs.values()].find(({ name }) => name === runId)?.status;
    };
    assert.equal(await statusOf('a', { state: 'failed', error: 'OOM' }), 'FAILED');
    assert.equal(await statusOf('b', { state: 'interrupted' }), 'KILLED');
    assert.equal(await statusOf('c', undefined), 'KILLED');
  });

  it('puts an edge aggregator’s run below its parent, whichever of the two comes first', async () => {
    rig = await createRig();
    const sink = await rig.open();
    const deliver = async (runId: string, parent?: string) => {
      const run = { runId, stem: runId };
      const start = parent === undefined ? init(runId) : { ...init(runId), parent_run_id: parent };
      await sink.apply(run, sequenced([start, update(runId, 1, 'a')]));
      await sink.flush(run, { closing: false });
      return { run, idOf: () => [...rig.fake.store.runs.values()].find(({ name }) => name === runId) };
    };
    const early = await deliver('edge-1', 'server');
    const server = await deliver('server');
    const late = await deliver('edge-2', 'server');
    assert.equal(early.idOf()?.tags.get('mlflow.parentRunId'), undefined);
    await sink.flush(early.run, CLOSING);
    for (const edge of [early, late]) {
      assert.equal(edge.idOf()?.tags.get('mlflow.parentRunId'), server.idOf()?.runId);
      assert.equal(edge.idOf()?.tags.get('fl.run.parent.id'), 'server');
    }
    assert.equal(server.idOf()?.tags.get('mlflow.parentRunId'), undefined);
  });

  it('says that a run goes on when it is started again after its end', async () => {
    rig = await createRig();
    const run = { runId: 'again', stem: 'again' };
    const finished = (seconds: number) => {
      const timestamp = new Date(Date.UTC(2026, 0, 1, 1, 0, seconds)).toISOString();
      return { event_type: 'finished' as const, run_id: 'again', attempt: seconds, timestamp };
    };
    const restarted = {
      event_type: 'run_update' as const,
      run_id: 'again',
      attempt: 2,
      started_at: '2026-01-01T02:00:00.000Z',
      timestamp: '2026-01-01T02:00:00.000Z',
    };
    const events = sequenced([
      { ...init('again'), attempt: 1 },
      finished(1),
      restarted,
      { ...update('again', 1, 'a'), attempt: 2 },
      finished(2),
    ]);
    const sink = await rig.open();
    await sink.apply(run, events.slice(0, 2));
    await sink.flush(run, { closing: false });
    assert.equal(mainRun(rig.fake).status, 'FINISHED');
    await sink.apply(run, events.slice(2, 4));
    await until('it goes on', () => mainRun(rig.fake).status === 'RUNNING');
    await sink.apply(run, events.slice(4));
    await sink.flush(run, { closing: false });
    assert.equal(mainRun(rig.fake).status, 'FINISHED');
    assert.equal(rig.fake.store.runs.size, 1);
  });

  it('uploads files below an allowed folder, and no other', async () => {
    rig = await createRig();
    const root = join(rig.folder, 'app');
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(join(root, 'out', 'model.bin'), 'weights');
    writeFileSync(join(rig.folder, 'secret.txt'), 'secret');
    const run = { runId: 'files', stem: 'files' };
    const file = (path: string) => ({ event_type: 'artifact' as const, run_id: 'files', name: 'log.txt', path });
    const events = sequenced([
      init('files'),
      { event_type: 'checkpoint', run_id: 'files', round: 3, path: 'out/model.bin' },
      file(join(rig.folder, 'secret.txt')),
      { event_type: 'finished', run_id: 'files', timestamp: '2026-01-01T00:01:00.000Z' },
    ]);
    const sink = await rig.open({ artifactRoots: [root] });
    await sink.apply(run, events);
    assert.deepEqual(await sink.flush(run, CLOSING), OK);
    const names = [...rig.fake.store.artifacts.keys()].map((name) => name.replace(/^.*\/artifacts\//, '')).sort();
    assert.deepEqual(names, ['checkpoints/round_3/model.bin', 'config.json']);
    assert.match(rig.warnings.join('\n'), /secret\.txt" is outside of the folders/);
  });

  it('names the experiment by the variable, else the job, else for all', async () => {
    rig = await createRig();
    const names = async (env: NodeJS.ProcessEnv, job: string | undefined, runId: string) => {
      const sink = await rig.open({ env });
      await sink.apply({ runId, stem: runId }, sequenced([{ ...init(runId), ...(job === undefined ? {} : { job }) }]));
      return [...rig.fake.store.experiments.values()].at(-1)?.name;
    };
    assert.equal(await names({}, undefined, 'a'), 'federated-learning');
    assert.equal(await names({}, 'digits', 'b'), 'digits');
    assert.equal(await names({ MLFLOW_EXPERIMENT_NAME: 'mine' }, 'digits', 'c'), 'mine');
  });

  it('refuses unusable settings when it opens, and checks the server', async () => {
    rig = await createRig();
    await assert.rejects(
      rig.open({ env: { FEDOTEL_PER_CLIENT: 'some' } }),
      /^Error: FEDOTEL_PER_CLIENT: expected one of auto/,
    );
    await assert.rejects(rig.open({ env: { MLFLOW_TRACKING_URI: 'mlruns' } }), /MLFLOW_TRACKING_URI/);
    const argument = createMlflowSink({ env: {} });
    const context = { runsDir: rig.folder, stateDir: rig.stateDir, argument: 'ftp://x', warn: () => undefined };
    await assert.rejects(argument.open(context), /^Error: --to mlflow=URL: expected/);
    const sink = await rig.open();
    assert.deepEqual(await sink.check(), { kind: 'ok', detail: `MLflow 3.17.2 at ${rig.fake.url}` });
  });

  it('keeps its place where only its user can read it', async () => {
    rig = await createRig();
    await exportAll(rig, await eventsOf(FULL));
    const place = JSON.parse(readFileSync(join(rig.stateDir, 'full.json'), 'utf8'));
    assert.equal(place.place, expectedPoints(await eventsOf(FULL)).length);
    assert.equal(place.plan, undefined);
  });
});

async function exportAll(rig: Rig, events: Awaited<ReturnType<typeof eventsOf>>, stateDir?: string): Promise<void> {
  const sink = await rig.open(stateDir === undefined ? {} : { stateDir });
  assert.deepEqual(await sink.apply(fullRun, events), OK);
  assert.deepEqual(await sink.flush(fullRun, CLOSING), OK);
}

function init(runId: string) {
  return { event_type: 'init' as const, run_id: runId, format: 1, timestamp: '2026-01-01T00:00:00.000Z' };
}

function update(runId: string, round: number, client: string) {
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, round + 1)).toISOString();
  const record = { client_id: client, local_loss: 1 / (round + 1), local_accuracy: round / 100, num_samples: 100 };
  return { event_type: 'client_update' as const, run_id: runId, round, timestamp: time, clients: [record] };
}
