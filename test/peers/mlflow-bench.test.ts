import assert from 'node:assert/strict';
import { mlflowFigures } from '../../bench/mlflow.js';
import { measureMlflow } from '../../bench/support/mlflow/measure.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('the MLflow benchmark', () => {
  const folder = temporaryFolder('mlflow-bench');
  after(() => folder.remove());

  it('brings a small run to a real server in every way, no point lost or doubled, and has a number for each', async () => {
    const size = { rounds: 2, clients: 3, longRounds: 3, longClients: 4, turns: 1, refusedSeconds: 0.2 };
    const measures = await measureMlflow(folder.path, size);
    for (const [key, { value }] of Object.entries(mlflowFigures(measures, size))) {
      assert.ok(Number.isFinite(value) && value > 0, `${key}: ${value}`);
    }
  });
});
