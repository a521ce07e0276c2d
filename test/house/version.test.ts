import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VERSION } from '../../exporters/bridge/version.js';

describe('the version', () => {
  it('that the bridge and the command line say is that of the package', () => {
    assert.equal(VERSION, JSON.parse(readFileSync('package.json', 'utf8')).version);
  });
});
