import assert from 'node:assert/strict';
import { problemsOf } from '../sample-model.js';

describe('rules of the registry', () => {
  it('find nothing in the real model', async () => {
    assert.deepEqual(await problemsOf(), []);
  });
});
