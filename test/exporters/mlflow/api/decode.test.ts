import assert from 'node:assert/strict';
import {
  artifactOf,
  experimentOf,
  listOf,
  metricOf,
  objectOf,
  pageOf,
  runOf,
} from '../../../../exporters/mlflow/api/decode.js';

describe('decoding of MLflow’s answers', () => {
  it('reads a run that has only what every run has', () => {
    assert.deepEqual(runOf({ info: { run_id: 'r', experiment_id: 7 } }), {
      runId: 'r',
      experimentId: '7',
      name: '',
      status: '',
      startTime: undefined,
      endTime: undefined,
      deleted: false,
      artifactUri: '',
      metrics: [],
      params: [],
      tags: [],
    });
  });

  it('reads numbers in every spelling', () => {
    const metric = metricOf({ key: 'a', value: '-Infinity', step: '9', timestamp: '1760000000000' });
    assert.deepEqual(metric, { key: 'a', value: Number.NEGATIVE_INFINITY, step: 9, timestamp: 1_760_000_000_000 });
    assert.deepEqual(metricOf({ key: 'a', value: 'NaN' }), { key: 'a', value: Number.NaN, step: 0, timestamp: 0 });
  });

  it('knows what is deleted', () => {
    const info = { run_id: 'r', experiment_id: '1', lifecycle_stage: 'deleted', start_time: '5' };
    assert.deepEqual([runOf({ info }).deleted, runOf({ info }).startTime], [true, 5]);
    assert.equal(experimentOf({ experiment_id: '1', name: 'n', lifecycle_stage: 'deleted' }).deleted, true);
  });

  it('takes a list that is left out for an empty one, and an empty token for none', () => {
    assert.deepEqual(listOf(undefined, metricOf), []);
    assert.deepEqual(pageOf({ next_page_token: '' }, 'metrics', metricOf), { items: [], nextPageToken: undefined });
    assert.equal(pageOf({ next_page_token: 'x' }, 'metrics', metricOf).nextPageToken, 'x');
  });

  it('reads artifacts', () => {
    assert.deepEqual(artifactOf({ path: 'a', is_dir: true }), { path: 'a', isDirectory: true, sizeBytes: undefined });
    assert.deepEqual(artifactOf({ path: 'a', file_size: 3 }), { path: 'a', isDirectory: false, sizeBytes: 3 });
  });

  it('throws at what MLflow does not answer', () => {
    for (const wrong of [null, [], 'x', 7, undefined])
      assert.throws(() => objectOf(wrong, 'an object'), /expected an object/);
    assert.throws(() => runOf({ info: {} }), /expected the id of a run/);
    assert.throws(() => runOf({}), /expected the info of a run/);
    assert.throws(() => experimentOf({ experiment_id: null }), /expected the id/);
    assert.throws(() => listOf({}, metricOf), /expected a list/);
    assert.throws(() => metricOf({ value: 1 }), /expected the key/);
  });
});
