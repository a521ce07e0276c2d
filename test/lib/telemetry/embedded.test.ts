import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.js';

const APP = fileURLToPath(new URL('./process/child-app.js', import.meta.url));

describe('the embedded bridge of an app', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const apps: ChildProcess[] = [];

  beforeEach(() => {
    folder = temporaryFolder('embedded');
  });

  afterEach(() => {
    for (const app of apps.splice(0)) {
      app.kill('SIGKILL');
    }
    folder.remove();
  });

  /** Starts an app without any endpoint; resolves when its run is under way. `deaf` closes its standard error at once. */
  async function start(ending: string, runId: string, deaf = false): Promise<App> {
    const settings = { FEDOTEL_RUNS_DIR: folder.path, FEDOTEL_EXPORT_INTERVAL: '0.1' };
    const process_ = spawn(process.execPath, [APP, ending], {
      // A bridge that is yet to start, and has its files to write, takes longer on a busy machine than an app that crashes waits.
      env: { ...process.env, ...settings, TEST_RUN_ID: runId, TEST_PATIENCE: '50' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    apps.push(process_);
    const app: App = { process: process_, ended: once(process_, 'close'), said: '' };
    process_.stderr.on('data', (text) => {
      app.said += text;
    });
    if (deaf) process_.stderr.destroy();
    await once(process_.stdout, 'data');
    return app;
  }

  /** Events of a run's journal as `type state-or-client`. */
  function journal(runId: string): string[] {
    const lines = readFileSync(join(folder.path, `${runId}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    return lines.map((line) => {
      const event = JSON.parse(line);
      return `${event.event_type} ${event.state ?? event.clients?.[0]?.client_id ?? ''}`.trim();
    });
  }

  for (const [ending, state, code] of [
    ['forget', 'interrupted', 0],
    ['throw', 'failed', 1],
    ['reject', 'failed', 1],
  ] as const) {
    it(`has the whole run on disk when the app ends by "${ending}"`, async () => {
      const app = await start(ending, 'run-1');
      assert.deepEqual(await app.ended, [code, null], app.said);
      const events = journal('run-1');
      assert.equal(events[0], 'init');
      assert.equal(events.filter((event) => event === 'client_update a').length, 1);
      assert.equal(events.filter((event) => event === `finished ${state}`).length, 1);
    });
  }

  it('has the whole run on disk, and the map, when the app is told to end', async () => {
    const app = await start('wait', 'run-1');
    app.process.kill('SIGINT');
    assert.deepEqual(await app.ended, [null, 'SIGINT'], app.said);
    assert.ok(journal('run-1').includes('finished interrupted'));
    assert.ok(existsSync(join(folder.path, 'run-1.map.json')));
    assert.equal(existsSync(join(folder.path, '.state', 'bridge.json')), false);
  });

  it('serves another app, which takes over when its owner is killed', async () => {
    const owner = await start('wait', 'run-1');
    await untilJournal('run-1');
    const guest = await start('on-input', 'run-2');
    await untilJournal('run-2');
    owner.process.kill('SIGKILL');
    await owner.ended;
    guest.process.stdin?.write('end\n');
    assert.deepEqual(await guest.ended, [0, null], guest.said);
    assert.match(guest.said, /to the running bridge http:\/\/127\.0\.0\.1:\d+/);
    const events = journal('run-2');
    assert.equal(events.filter((event) => event === 'client_update a').length, 1);
    assert.equal(events.filter((event) => event === 'finished interrupted').length, 1);
    assert.equal(journal('run-1')[0], 'init');
  });

  it('lets an app be to whose standard error nobody listens', async () => {
    const app = await start('on-input', 'run-1', true);
    await untilJournal('run-1');
    app.process.stdin?.write('end\n');
    assert.deepEqual(await app.ended, [0, null]);
    assert.ok(journal('run-1').includes('finished interrupted'));
  });

  async function untilJournal(runId: string): Promise<void> {
    while (!existsSync(join(folder.path, `${runId}.jsonl`))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});

/** An app under test. */
interface App {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown[]>;
  /** Its standard error so far. */
  said: string;
}
