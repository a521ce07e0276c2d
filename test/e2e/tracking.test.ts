import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { mainRun } from '../exporters/mlflow/sink/rig.js';
import { readRun } from '../exporters/tensorboard/support/event-reader.js';
import { createAppProcesses } from '../support/app-process.js';
import { type FakeMlflow, startFakeMlflow } from '../support/fake-mlflow/fake-mlflow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SCRIPT = new URL('./apps/tracking-app.js', import.meta.url);
/** Batches of each client, by its tag's own counter; the late one joined a round later. */
const BATCHES = { anna: 15, bob: 15, late: 10 } as const;

describe('one program that logs, to any destination', () => {
  const apps = createAppProcesses();
  let folder: ReturnType<typeof temporaryFolder>;
  let fake: FakeMlflow;
  beforeEach(async () => {
    folder = temporaryFolder('e2e-tracking');
    fake = await startFakeMlflow();
  });
  afterEach(async () => {
    await apps.killAll();
    await fake.stop();
    folder.remove();
  });

  /** Runs the program with nothing but its environment changed. */
  const play = async (env: Readonly<Record<string, string>>): Promise<JournalEvent[]> => {
    const variables = { MLFLOW_TRACKING_URI: fake.url, FEDOTEL_PER_CLIENT: 'keys', HOME: folder.path, ...env };
    const app = apps.start(SCRIPT, { cwd: folder.path, env: variables });
    assert.equal(await app.end(), 0, app.errors());
    assert.doesNotMatch(app.errors(), /FEDOTEL_(?!PRIVACY)/);
    const events: JournalEvent[] = [];
    for await (const { event } of readJournalFile(join(folder.path, 'runs', 'tracked.jsonl'))) events.push(event);
    return events;
  };

  for (const secure of ['', 'true']) {
    it(`has it all in the run file, in order of step, by client${secure === '' ? '' : ' (from reports)'}`, async () => {
      const events = await play({ FEDOTEL_TO: 'map', FEDOTEL_SECURE_AGGREGATION: secure || 'false' });
      for (const [client, count] of Object.entries(BATCHES)) {
        const own = events.filter((event) => 'client_id' in event && event.client_id === client);
        const scalars = own.filter((event) => event.event_type === 'scalar');
        const texts = own.filter((event) => event.event_type === 'text');
        const batches = scalars.filter(({ name }) => name === 'batch_loss').map(({ step }) => step);
        const hidden = secure === 'true';
        assert.deepEqual(batches, hidden ? [] : Array.from({ length: count }, (_, step) => step));
        assert.equal(texts.length, count / 5);
        assert.equal(own.filter(({ event_type: type }) => type === 'histogram').length, hidden ? 0 : count / 5);
        if (hidden) continue;
        const valid = scalars.filter(({ name }) => name === 'loss/valid');
        assert.deepEqual(
          valid.map(({ value }) => value),
          new Array(count / 5).fill(Number.NaN),
        );
        const times = scalars.map(({ timestamp }) => timestamp ?? '');
        assert.equal(new Set(times).size, times.length);
      }
      const lr = events.filter((event) => event.event_type === 'scalar' && event.name === 'lr');
      assert.equal(lr.length, 3);
      const finished = events.find((event) => event.event_type === 'finished');
      assert.equal(finished?.event_type === 'finished' && finished.emitted?.dropped, 0);
    });
  }

  it('goes to the map', async () => {
    await play({ FEDOTEL_TO: 'map' });
    assert.ok(existsSync(join(folder.path, 'runs', 'tracked.map.json')));
    assert.equal(fake.store.runs.size, 0);
  });

  for (const to of ['mlflow', 'mlflow,map,tensorboard']) {
    it(`goes to ${to}`, async () => {
      await play({ FEDOTEL_TO: to });
      const run = mainRun(fake);
      assert.equal(run.status, 'FINISHED');
      for (const [client, count] of Object.entries(BATCHES)) {
        assert.equal(run.points.get(`client.${client}.scalar.batch_loss`)?.size, count);
        assert.equal(run.points.get(`client.${client}.scalar.loss/valid`)?.size, count / 5);
        assert.equal(run.points.get(`client.${client}.scalar.weights.median`)?.size, count / 5);
        assert.equal(run.params.get(`client.${client}.batchSize`), '32');
        const text = fake.store.artifacts.get(
          `${run.experimentId}/${run.runId}/artifacts/text/clients/${client}/notes.md`,
        );
        assert.match(String(text), /round 3/);
      }
      assert.equal(run.points.get('lr')?.size, 3);
      assert.equal(existsSync(join(folder.path, 'runs', 'tensorboard')), to.includes('tensorboard'));
    });
  }

  it('goes to TensorBoard, in a folder for each client', async () => {
    await play({ FEDOTEL_TO: 'tensorboard' });
    const read = readRun(join(folder.path, 'runs', 'tensorboard', 'tracked'));
    for (const [client, count] of Object.entries(BATCHES)) {
      const values = read.get(client)?.values ?? [];
      assert.equal(values.filter(({ tag }) => tag.endsWith('batch_loss')).length, count, [...read.keys()].join());
      assert.equal(values.filter(({ histogram }) => histogram !== undefined).length, count / 5);
      assert.equal(values.filter(({ tag }) => tag.endsWith('notes')).length, count / 5);
    }
    assert.equal((read.get('')?.values ?? []).filter(({ tag }) => tag.endsWith('lr')).length, 3);
    assert.ok(readFileSync(join(folder.path, 'runs', 'tracked.jsonl')).length > 0);
  });
});
