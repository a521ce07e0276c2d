import assert from 'node:assert/strict';
import { checkPerClient, destinationOptions } from '../../../cli/options/destination-options.js';
import { parseOptions } from '../../../cli/options/parse.js';

describe('destinationOptions', () => {
  it('come from flags and variables', () => {
    const env = { FEDOTEL_PER_CLIENT: 'bands', FEDOTEL_ARTIFACT_ROOT: '/a, /b' };
    assert.deepEqual(
      { ...parseOptions(destinationOptions, [], env).values },
      { perClient: 'bands', artifactRoot: ['/a', '/b'] },
    );
    const flags = ['--per-client', 'off', '--artifact-root', 'out'];
    assert.deepEqual(
      { ...parseOptions(destinationOptions, flags, env).values },
      { perClient: 'off', artifactRoot: ['out'] },
    );
    assert.deepEqual(
      { ...parseOptions(destinationOptions, [], {}).values },
      { perClient: 'auto', artifactRoot: undefined },
    );
  });

  it('take no mode that there is not', () => {
    assert.equal(checkPerClient('runs'), 'runs');
    assert.throws(
      () => checkPerClient('some'),
      /^UsageError: --per-client: expected one of auto, keys, runs, bands, off, got "some"$/,
    );
  });
});
