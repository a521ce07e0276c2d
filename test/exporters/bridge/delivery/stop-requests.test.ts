import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findStopRequests, keepStopRequest } from '../../../../exporters/bridge/delivery/stop-requests.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('stop requests', () => {
  const folder = temporaryFolder('stop-requests');
  after(() => folder.remove());
  const stateOf = (sink: string) => join(folder.path, '.state', 'sinks', sink);

  it('are found again by run, of every destination', async () => {
    await keepStopRequest('wandb', stateOf('wandb'), { runId: 'run: 1', stem: 'run-1' });
    await keepStopRequest('other', stateOf('other'), { runId: 'run: 1', stem: 'run-1' });
    const found = await findStopRequests(folder.path, 'run-1');
    assert.deepEqual(
      found.map(({ sink, runId }) => [sink, runId]),
      [
        ['other', 'run: 1'],
        ['wandb', 'run: 1'],
      ],
    );
    for (const { since } of found) assert.ok(Date.now() - Date.parse(since) < 60_000);
    assert.deepEqual(await findStopRequests(folder.path, 'run-2'), []);
  });

  it('pass over what is damaged, and a folder without any', async () => {
    mkdirSync(join(stateOf('wandb'), 'stop-requests'), { recursive: true });
    for (const text of ['', 'null', '{"sink":1}', '[']) {
      writeFileSync(join(stateOf('wandb'), 'stop-requests', 'odd.json'), text);
      assert.deepEqual(await findStopRequests(folder.path, 'odd'), []);
    }
    assert.deepEqual(await findStopRequests(join(folder.path, 'none'), 'run-1'), []);
  });
});
