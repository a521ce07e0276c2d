import assert from 'node:assert/strict';
import { within } from '../../../../lib/telemetry/pipeline/within.js';

describe('within', () => {
  it('tells whether a promise was settled in time', async () => {
    assert.equal(await within(5, Promise.resolve()), true);
    assert.equal(await within(0.01, new Promise(() => undefined)), false);
    assert.equal(await within(-1, new Promise(() => undefined)), false);
  });

  it('takes a failure as an end', async () => {
    assert.equal(await within(5, Promise.reject(new Error('no'))), true);
  });
});
