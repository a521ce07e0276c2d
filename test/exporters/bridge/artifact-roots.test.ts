import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { appArtifactRoots } from '../../../exporters/bridge/index.js';

describe('appArtifactRoots', () => {
  const here = process.cwd();
  afterEach(() => process.chdir(here));

  it('is the working directory', () => {
    assert.deepEqual(appArtifactRoots('runs'), [resolve('.')]);
  });

  it('is the runs folder where that would be a home folder or the whole disk', () => {
    for (const folder of [homedir(), '/']) {
      process.chdir(folder);
      assert.deepEqual(appArtifactRoots('my-runs'), [resolve('my-runs')]);
    }
  });
});
