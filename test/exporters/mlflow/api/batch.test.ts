import assert from 'node:assert/strict';
import { checkBatch } from '../../../../exporters/mlflow/api/batch.js';
import type { MlflowBatch } from '../../../../exporters/mlflow/api/index.js';
import { point } from '../../../support/mlflow-contract.js';

describe('checkBatch', () => {
  const refused = (batch: MlflowBatch) => {
    const result = checkBatch(batch);
    assert.equal(result.kind, 'reject');
    return result.kind === 'reject' ? result : undefined;
  };

  it('spells what is fine, and finds the NaN', () => {
    const metrics = [point(), point({ value: Number.NaN })];
    assert.deepEqual(checkBatch({ metrics }), {
      kind: 'checked',
      body: { metrics: [point(), { ...point(), value: 'NaN' }] },
      size: 2,
      nans: [1],
    });
    const params = [{ key: 'lr', value: '' }];
    assert.deepEqual(checkBatch({ params }), { kind: 'checked', body: { params }, size: 1, nans: [] });
  });

  it('takes as many as the server does, and no more', () => {
    const metrics = Array.from({ length: 1001 }, (_, step) => point({ step }));
    assert.equal(checkBatch({ metrics: metrics.slice(1) }).kind, 'checked');
    assert.match(refused({ metrics })?.reason ?? '', /up to 1000 metrics, got 1001/);
    const entries = Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, value: '' }));
    assert.equal(checkBatch({ tags: entries.slice(1) }).kind, 'checked');
    assert.match(refused({ tags: entries })?.reason ?? '', /up to 100 tags, got 101/);
    assert.match(refused({ params: entries })?.reason ?? '', /up to 100 params, got 101/);
  });

  it('names every culprit by its place', () => {
    const result = refused({ metrics: [point({ key: 'a b@' }), point(), point({ step: 0.5 })] });
    assert.equal(result?.code, 'invalid');
    assert.equal(result?.scope, 'request');
    assert.match(result?.reason ?? '', /^key "a b@": .* \(and 1 more\)$/);
    assert.deepEqual(
      result?.refused?.map(({ index }) => index),
      [0, 2],
    );
  });

  it('refuses a key that comes twice, a bad one, and a value that is no text', () => {
    const params = [
      { key: 'a', value: '1' },
      { key: 'a', value: '1' },
      { key: 'b=c', value: '1' },
      { key: 'd', value: 4 as never },
    ];
    assert.deepEqual(
      refused({ params })?.refused?.map(({ index, reason }) => [index, reason.split(':')[0]]),
      [
        [1, 'key "a"'],
        [2, 'key "b=c"'],
        [3, 'value of d'],
      ],
    );
  });
});
