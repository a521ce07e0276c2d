import assert from 'node:assert/strict';
import type { MlflowRun } from '../../../../exporters/mlflow/api/index.js';
import { countClients } from '../../../../exporters/mlflow/reading/count-clients.js';
import { point } from '../../../support/mlflow-contract.js';

function run(keys: readonly string[], mode?: string): MlflowRun {
  return {
    runId: 'r',
    experimentId: '1',
    name: 'r',
    status: 'FINISHED',
    startTime: 1,
    endTime: 2,
    deleted: false,
    artifactUri: '',
    metrics: keys.map((key) => point({ key })),
    params: [],
    tags: mode === undefined ? [] : [{ key: 'fl.per_client', value: mode }],
  };
}

describe('countClients', () => {
  it('counts ids in keys', () => {
    const keys = ['client.a.loss', 'client.a.evaluate.loss', 'client.b:2E1.loss', 'sys.c.cpu_pct', 'round/loss'];
    assert.equal(countClients(run(keys, 'keys')), 2);
  });

  it('takes HiveWatch’s ids as they are', () => {
    const keys = ['client.client.4.loss', 'client.edge/03 küche.loss', 'client.client.4.accuracy'];
    assert.equal(countClients(run(keys)), 2);
  });

  it('does not know where the keys do not tell all', () => {
    assert.equal(countClients(run(['clients/loss/p10'], 'bands')), undefined);
    assert.equal(countClients(run([], 'runs')), undefined);
    const many = Array.from({ length: 300 }, (_, index) => `client.c${index}.loss`);
    assert.equal(countClients(run(many, 'auto')), undefined);
    assert.equal(countClients(run(many.slice(1), 'auto')), 299);
    assert.equal(countClients(run(many, 'keys')), 300);
  });
});
