import assert from 'node:assert/strict';
import { mlflowOptions } from '../../../../exporters/mlflow/settings/index.js';
import type { MlflowOption } from '../../../../exporters/mlflow/settings/options.js';

describe('options of the connection to MLflow', () => {
  const options: readonly MlflowOption[] = Object.values(mlflowOptions);

  it('have the variables that MLflow’s own client has', () => {
    assert.deepEqual(options.flatMap(({ env }) => env).sort(), [
      'MLFLOW_EXPERIMENT_NAME',
      'MLFLOW_HTTP_REQUEST_TIMEOUT',
      'MLFLOW_TRACKING_CLIENT_CERT_PATH',
      'MLFLOW_TRACKING_INSECURE_TLS',
      'MLFLOW_TRACKING_PASSWORD',
      'MLFLOW_TRACKING_SERVER_CERT_PATH',
      'MLFLOW_TRACKING_TOKEN',
      'MLFLOW_TRACKING_URI',
      'MLFLOW_TRACKING_USERNAME',
      'MLFLOW_WORKSPACE',
    ]);
  });

  it('have names of their own, one variable each, and say what they do', () => {
    assert.equal(new Set(options.map(({ name }) => name)).size, options.length);
    for (const { name, env, help } of options) {
      assert.match(name, /^mlflow-[a-z]+(-[a-z]+)*$/);
      assert.equal(env.length, 1);
      assert.match(help, /^\w.*[^.]$/);
    }
  });

  it('keep credentials off the command line', () => {
    assert.deepEqual(
      options.filter(({ secret }) => secret).map(({ name }) => name),
      ['mlflow-username', 'mlflow-password', 'mlflow-token'],
    );
  });
});
