import assert from 'node:assert/strict';
import { keyOfResult, objectiveMetric, resultOfKey } from '../../../../exporters/mlflow/reading/result-keys.js';

describe('keys of results in MLflow', () => {
  const keys = new Set(['round/accuracy', 'round/top 5 :28val:29', 'round/raw(1)', 'val_loss', 'round/num_selected']);

  for (const [metric, key] of [
    ['accuracy', 'round/accuracy'],
    ['global_accuracy', 'round/accuracy'],
    ['top 5 (val)', 'round/top 5 :28val:29'],
    ['raw(1)', 'round/raw(1)'],
    ['val_loss', 'val_loss'],
    ['f1', undefined],
  ] as const) {
    it(`are found: ${metric}`, () => {
      assert.equal(keyOfResult(metric, keys), key);
    });
  }

  for (const [key, metric] of [
    ['round/accuracy', 'accuracy'],
    ['round/top 5 :28val:29', 'top 5 (val)'],
    ['round/raw%', 'raw%'],
    ['round/num_selected', undefined],
    ['round/duration_sec', undefined],
    ['val_loss', undefined],
    ['client.a.loss', undefined],
  ] as const) {
    it(`are told from others: ${key}`, () => {
      assert.equal(resultOfKey(key), metric);
    });
  }

  it('say the objective when the runs agree', () => {
    assert.equal(objectiveMetric([['best/f1', 'best/round', 'x'], ['y'], ['best/f1']]), 'f1');
    assert.equal(objectiveMetric([['best/a :28b:29']]), 'a (b)');
    assert.equal(objectiveMetric([['best/f1'], ['best/loss']]), undefined);
    assert.equal(objectiveMetric([['best/round'], []]), undefined);
  });
});
