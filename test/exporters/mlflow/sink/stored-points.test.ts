import assert from 'node:assert/strict';
import { createMlflowApi, type MlflowApi } from '../../../../exporters/mlflow/api/index.js';
import { readMlflowSettings } from '../../../../exporters/mlflow/settings/index.js';
import type { RunPoint } from '../../../../exporters/mlflow/sink/batches.js';
import { metricOf } from '../../../../exporters/mlflow/sink/point-sender.js';
import { isStored, StoredPoints } from '../../../../exporters/mlflow/sink/stored-points.js';
import { type FakeMlflow, startFakeMlflow } from '../../../support/fake-mlflow/fake-mlflow.js';

const point = (key: string, step: number, value = 0.5): RunPoint => ({
  name: { key, child: undefined, tag: undefined },
  step,
  timeMillis: 1000 + step,
  value,
});

describe('what MLflow has already', () => {
  let fake: FakeMlflow;
  let api: MlflowApi;
  let runId: string;
  before(async () => {
    fake = await startFakeMlflow();
    api = createMlflowApi(readMlflowSettings({ trackingUri: fake.url }, { env: {}, home: '/nowhere' }));
  });
  after(async () => {
    api.close();
    await fake.stop();
  });
  beforeEach(async () => {
    const created = await api.createRun({ experimentId: '0', name: 'r', startTime: 1, tags: [] });
    if (created.kind !== 'ok') throw new Error(created.reason);
    ({ runId } = created.value);
  });
  const store = async (points: readonly RunPoint[]) => {
    assert.equal((await api.logBatch(runId, { metrics: points.map(metricOf) })).kind, 'ok');
  };

  it('is the whole request, or nothing: an equal point of an earlier one does not speak for it', async () => {
    const request = [point('a', 1), point('b', 1), point('c', 1)];
    assert.deepEqual(await isStored(api, runId, request), { kind: 'ok', value: false });
    await store([point('c', 1)]);
    assert.deepEqual(await isStored(api, runId, request), { kind: 'ok', value: false });
    await store(request);
    assert.deepEqual(await isStored(api, runId, request), { kind: 'ok', value: true });
  });

  it('is seen for numbers that are none, and told from other values, steps and times', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value, n) =>
      point(`k${n}`, n, value),
    );
    await store(odd);
    const stored = new StoredPoints(
      api,
      runId,
      odd.map(({ name }) => name.key),
    );
    assert.deepEqual(await isStored(api, runId, odd), { kind: 'ok', value: true });
    assert.deepEqual(await stored.missing(odd), { kind: 'ok', value: [] });
    const other = [point('k0', 0, 1), point('k0', 1, Number.NaN), { ...point('k0', 0, Number.NaN), timeMillis: 7 }];
    assert.deepEqual(await stored.missing(other), { kind: 'ok', value: other });
    for (const one of other) assert.deepEqual(await isStored(api, runId, [one]), { kind: 'ok', value: false });
  });

  it('is asked for once a key, and not for keys that the run did not have', async () => {
    await store([point('a', 1)]);
    const stored = new StoredPoints(api, runId, ['a']);
    const from = fake.seen.length;
    for (let step = 0; step < 3; step++) await stored.missing([point('a', step), point('new', step)]);
    assert.equal(fake.seen.length - from, 1);
  });

  it('is not known when the server is away', async () => {
    await fake.stop();
    assert.equal((await isStored(api, runId, [point('a', 1)])).kind, 'retry');
    assert.equal((await new StoredPoints(api, runId, ['a']).missing([point('a', 1)])).kind, 'retry');
    await fake.restart();
  });
});
