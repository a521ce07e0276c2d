import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createAppProcesses } from '../support/app-process.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { startFederationApp } from './apps/federation.js';

describe('the page of an embedded bridge', () => {
  const apps = createAppProcesses();
  const folder = temporaryFolder('embedded-page');
  after(async () => {
    await apps.killAll();
    folder.remove();
  });

  async function start(name: string, page: string) {
    const runsDir = join(folder.path, name);
    const app = startFederationApp(apps, { cwd: folder.path, env: { FEDOTEL_RUNS_DIR: runsDir, FEDOTEL_PAGE: page } });
    await app.call('startTelemetry');
    await app.call('startRun', { job: 'digits', runId: name });
    return { app, journal: join(runsDir, `${name}.jsonl`) };
  }

  it('is served when asked for, and says where', async () => {
    const { app } = await start('shown', '127.0.0.1:0');
    await until('it says where', () => /watch the run on http\S+/.test(app.errors()));
    const [url = ''] = /http\S+(?=\s)/.exec(app.errors().split('watch the run on ')[1] ?? '') ?? [];
    await until('the run is there', async () => (await fetch(new URL('api/runs/shown', url))).status === 200);
    await app.call('finish');
    await app.call('shutdown');
    assert.equal(await app.end(), 0, app.errors());
    await assert.rejects(fetch(url));
  });

  it('costs the app nothing but the page when its port is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    const { app, journal } = await start('taken', `127.0.0.1:${port}`);
    await app.call('finish');
    assert.equal((await app.call('shutdown')).complete, true);
    assert.equal(await app.end(), 0, app.errors());
    assert.match(app.errors(), /the address is in use by another program.*there is no page/);
    assert.equal((await readRun(journal)).state, 'finished');
    taken.close();
  });
});
