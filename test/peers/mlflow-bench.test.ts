import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mlflowFigures } from '../../bench/mlflow.js';
import { measureMlflow } from '../../bench/support/mlflow/measure.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startMlflowServer } from './mlflow-server.js';

describe('the MLflow benchmark', () => {
  const folder = temporaryFolder('mlflow-bench');
  after(() => folder.remove());

  it('brings a small run to a real server in every way, no point lost or doubled, and has a number for each', async () => {
    const home = join(folder.path, 'server');
    mkdirSync(home);
    const server = await startMlflowServer({ folder: home });
    const size = { rounds: 2, clients: 3, turns: 1, refusedSeconds: 0.2 };
    const measures = await measureMlflow(server, folder.path, size).finally(() => server.kill());
    for (const [key, { value }] of Object.entries(mlflowFigures(measures, size))) {
      assert.ok(Number.isFinite(value) && value > 0, `${key}: ${value}`);
    }
  });
});
