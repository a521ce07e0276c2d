import assert from 'node:assert/strict';
import { takesNanInBatches } from '../../../../exporters/mlflow/api/server-version.js';

describe('takesNanInBatches', () => {
  for (const [version, takes] of [
    ['3.17.2', true],
    ['3.16.0', true],
    ['3.16.0rc1', true],
    ['4.0.0.dev0', true],
    ['3.15.1', false],
    ['2.22.0', false],
    ['three', false],
    ['', false],
  ] as const) {
    it(`${version}: ${takes}`, () => {
      assert.equal(takesNanInBatches(version), takes);
    });
  }
});
