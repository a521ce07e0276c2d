import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDestination } from '../../../cli/doctor/destination.js';
import { checkRunsFolder } from '../../../cli/doctor/runs-folder.js';
import { checkNode, checkPeers } from '../../../cli/doctor/runtime.js';
import { installCommand, peerLoaders } from '../../../lib/telemetry/peers.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('checks of fedotel doctor', () => {
  const folder = temporaryFolder('doctor-checks');
  after(() => folder.remove());

  for (const [version, ok] of [
    ['v20.19.0', true],
    ['v20.18.3', false],
    ['v18.20.1', false],
    ['v22.1.0', true],
  ] as const) {
    it(`${ok ? 'takes' : 'refuses'} Node.js ${version}`, () => {
      const found = checkNode(version);
      assert.equal(found.ok, ok);
      assert.equal(found.mend, ok ? undefined : 'install Node.js 20.19 or newer');
    });
  }

  it('names packages that are missing, with the command that installs them', async () => {
    const gone = (name: string) => () =>
      Promise.reject(Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }));
    const names = ['@opentelemetry/sdk-metrics', '@opentelemetry/exporter-logs-otlp-proto'] as const;
    const loaders = { ...peerLoaders, ...Object.fromEntries(names.map((name) => [name, gone(name)])) };
    const found = await checkPeers(loaders);
    assert.equal(found.detail, `cannot load ${names.join(', ')}`);
    assert.equal(found.mend, installCommand(names));
    assert.equal((await checkPeers()).ok, true);
  });

  it('wants room on the disk', async () => {
    const found = await checkRunsFolder(folder.path, Number.MAX_SAFE_INTEGER);
    assert.equal(found.ok, false);
    assert.match(found.detail, /only [\d.]+ GB free/);
    assert.equal((await checkRunsFolder(folder.path, 0)).ok, true);
  });

  it('waits for a destination that never answers no longer than it says', async () => {
    const silent = join(folder.path, 'silent.mjs');
    writeFileSync(
      silent,
      `export const createSink = () => ({ name: 'silent', resume: 'cursor', open: () => new Promise(() => {}),
        apply: async () => {}, flush: async () => {}, check: async () => {}, close: async () => {} });`,
    );
    const found = await checkDestination(silent, folder.path, 0.05);
    assert.match(found.detail, /no answer within 0\.05 s/);
  });
});
