import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportOwed, startBridge, stopBridge, untilSignal } from '../../../cli/bridge/life.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';

const LISTEN = { host: '127.0.0.1', port: 0 };

describe('startBridge', () => {
  const folder = temporaryFolder('life');
  after(() => folder.remove());

  it('starts one that stopBridge stops, owing nothing', async () => {
    const context = createTestContext();
    const bridge = await startBridge('dev', { runsDir: folder.path, to: ['map'], listen: LISTEN }, context);
    assert.equal((await fetch(`${bridge.url}/health`)).status, 200);
    assert.deepEqual(await stopBridge('dev', bridge, 1, context), []);
    await assert.rejects(fetch(`${bridge.url}/health`));
    assert.equal(context.stderr(), '');
  });

  it('names the option when the folder cannot be made', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await assert.rejects(
      startBridge('dev', { runsDir: join(file, 'runs'), to: [], listen: LISTEN }, createTestContext()),
      (error) =>
        error instanceof CommandError && /^--runs-dir \S+: expected a writable folder, got ENOTDIR/.test(error.message),
    );
  });

  it('names the destination, not the runs folder, when it is that one’s folder', async () => {
    const file = join(folder.path, 'in-the-way');
    writeFileSync(file, '');
    for (const name of ['map', 'csv', 'tensorboard']) {
      await assert.rejects(
        startBridge(
          'dev',
          { runsDir: folder.path, to: [`${name}=${join(file, 'x')}`], listen: LISTEN },
          createTestContext(),
        ),
        (error) => error instanceof CommandError && error.message.startsWith(`--to ${name}: ENOTDIR: `),
      );
    }
  });

  it('refuses an unknown destination and one that comes twice', async () => {
    const start = (to: string[]) =>
      startBridge('dev', { runsDir: folder.path, to, listen: LISTEN }, createTestContext());
    await assert.rejects(
      start(['nosuch']),
      /--to: expected one of map, geojson, .*or the path of a module, got "nosuch"/,
    );
    await assert.rejects(start(['map', 'map']), UsageError);
  });
});

describe('untilSignal', () => {
  it('resolves with the first signal and leaves the second to the process', async () => {
    const context = createTestContext();
    const stopped = untilSignal(context);
    assert.equal(context.signal('SIGTERM'), 1);
    assert.equal(context.signal('SIGINT'), 0);
    assert.equal(await stopped, 'SIGTERM');
  });
});

describe('reportOwed', () => {
  it('says nothing when nothing is owed', () => {
    const context = createTestContext();
    reportOwed('bridge', [], { runsDir: 'runs', to: ['map'] }, context);
    assert.equal(context.stderr(), '');
  });

  it('says what is owed and a command that can be pasted', () => {
    const context = createTestContext();
    const owed = [
      { sink: 'slow', runId: 'r\u001b1', events: 3 },
      { sink: 'mlflow', runId: 'r2', events: 4, parked: 'wrong password' },
    ];
    reportOwed('dev', owed, { runsDir: 'my runs', to: ['./slow.js=30', 'mlflow=http://me:pw@host'] }, context);
    assert.deepEqual(context.stderr().split('\n'), [
      'fedotel dev: 3 event(s) of r\ufffd1 are in the run file and not yet at slow',
      'fedotel dev: 4 event(s) of r2 are in the run file and not yet at mlflow: wrong password',
      "fedotel dev: deliver them with: fedotel bridge --runs-dir 'my runs' --to './slow.js=30,mlflow=http://***@host'",
      '',
    ]);
  });
});
