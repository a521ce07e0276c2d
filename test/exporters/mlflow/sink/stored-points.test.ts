import assert from 'node:assert/strict';
import type { RunPoint } from '../../../../exporters/mlflow/sink/batches.js';
import { metricOf } from '../../../../exporters/mlflow/sink/point-sender.js';
import { isStored, StoredPoints } from '../../../../exporters/mlflow/sink/stored-points.js';
import { useFakeRun } from './fake-run.js';

const point = (key: string, step: number, value = 0.5): RunPoint => ({
  name: { key, child: undefined, tag: undefined },
  step,
  timeMillis: 1000 + step,
  value,
});

describe('what MLflow has already', () => {
  const given = useFakeRun();
  const store = async (points: readonly RunPoint[]) => {
    assert.equal((await given.api.logBatch(given.run.runId, { metrics: points.map(metricOf) })).kind, 'ok');
  };

  it('is the whole request, or nothing: an equal point of an earlier one does not speak for it', async () => {
    const request = [point('a', 1), point('b', 1), point('c', 1)];
    assert.deepEqual(await isStored(given.api, given.run.runId, request), { kind: 'ok', value: false });
    await store([point('c', 1)]);
    assert.deepEqual(await isStored(given.api, given.run.runId, request), { kind: 'ok', value: false });
    await store(request);
    assert.deepEqual(await isStored(given.api, given.run.runId, request), { kind: 'ok', value: true });
  });

  it('is seen for numbers that are none, and told from other values, steps and times', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value, n) =>
      point(`k${n}`, n, value),
    );
    await store(odd);
    const stored = new StoredPoints(
      given.api,
      given.run.runId,
      odd.map(({ name }) => name.key),
    );
    assert.deepEqual(await isStored(given.api, given.run.runId, odd), { kind: 'ok', value: true });
    assert.deepEqual(await stored.missing(odd), { kind: 'ok', value: [] });
    const other = [point('k0', 0, 1), point('k0', 1, Number.NaN), { ...point('k0', 0, Number.NaN), timeMillis: 7 }];
    assert.deepEqual(await stored.missing(other), { kind: 'ok', value: other });
    for (const one of other)
      assert.deepEqual(await isStored(given.api, given.run.runId, [one]), { kind: 'ok', value: false });
  });

  it('is asked for once a key, and not for keys that the run did not have', async () => {
    await store([point('a', 1)]);
    const stored = new StoredPoints(given.api, given.run.runId, ['a']);
    const from = given.fake.seen.length;
    for (let step = 0; step < 3; step++) await stored.missing([point('a', step), point('new', step)]);
    assert.equal(given.fake.seen.length - from, 1);
  });

  it('is not known when the server is away', async () => {
    await given.fake.stop();
    assert.equal((await isStored(given.api, given.run.runId, [point('a', 1)])).kind, 'retry');
    assert.equal((await new StoredPoints(given.api, given.run.runId, ['a']).missing([point('a', 1)])).kind, 'retry');
    await given.fake.restart();
  });
});
