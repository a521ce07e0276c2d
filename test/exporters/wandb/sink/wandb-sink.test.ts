import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsOf, textOf } from '../../../support/wandb-file.js';
import { finished, madeRun } from '../support.js';
import { createRig, ok, type Rig, recordsOf } from './rig.js';

const CLOSING = { closing: true };
const KEY = 'k'.repeat(40);

describe('wandb sink', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });
  afterEach(() => rig.end());

  it('says once how to sync when there is neither key nor mode', async () => {
    await rig.open({ env: { WANDB_MODE: '' } });
    const [notice = ''] = rig.warnings;
    assert.equal(rig.warnings.length, 1);
    assert.match(notice, /no WANDB_API_KEY/);
    assert.match(notice, new RegExp(`\\(cd ${rig.folder} && wandb sync wandb/offline-run-…\\)`));
    assert.match(notice, /\.wandb\.synced is there and nothing said ERROR: the exit code tells nothing/);
    await rig.open({ env: { WANDB_MODE: 'offline' } });
    assert.equal(rig.warnings.length, 1);
  });

  it('writes nothing at all when it is disabled', async () => {
    const sink = await rig.open({ env: { WANDB_MODE: 'disabled' } });
    const run = await rig.deliver(sink, [...madeRun(), finished(60)]);
    await ok(sink.flush(run, CLOSING));
    assert.equal(existsSync(rig.wandb), false);
    assert.deepEqual(await sink.check(), { kind: 'ok', detail: 'nothing is written (WANDB_MODE=disabled)' });
  });

  it('names runs by the variables of W&B', async () => {
    const env = { WANDB_PROJECT: 'proj', WANDB_ENTITY: 'team', WANDB_RUN_GROUP: 'g', WANDB_JOB_TYPE: 'j' };
    const sink = await rig.open({ env: { ...env, WANDB_TAGS: 'x,y', WANDB_NAME: 'n', WANDB_NOTES: 'note' } });
    await ok(sink.flush(await rig.deliver(sink, [...madeRun(), finished(60)]), CLOSING));
    const run = recordsOf(rig, rig.directories()[0] ?? '').find(({ field }) => field === 17)?.message ?? new Map();
    assert.deepEqual(
      [2, 3, 6, 7, 8, 9].map((field) => textOf(run, field)),
      ['team', 'proj', 'g', 'j', 'n', 'note'],
    );
    assert.deepEqual(run.get(10)?.map(String), ['x', 'y']);
  });

  it('takes entity and project from its argument, and else the job', async () => {
    for (const [argument, expected] of [
      ['team/proj', ['team', 'proj']],
      [undefined, [undefined, 'digits']],
    ] as const) {
      const runId = `run-${String(argument === undefined)}`;
      const sink = await rig.open({ ...(argument === undefined ? {} : { argument }) });
      await ok(sink.flush(await rig.deliver(sink, [...madeRun({ runId }), finished(60, 'finished', runId)]), CLOSING));
      const name = rig.directories().find((one) => one.endsWith(runId)) ?? '';
      const run = recordsOf(rig, name).find(({ field }) => field === 17)?.message ?? new Map();
      assert.deepEqual(
        [2, 3].map((field) => textOf(run, field)),
        expected,
      );
    }
  });

  it('refuses settings that cannot be meant, before anything is written', async () => {
    await assert.rejects(
      rig.open({ perClient: 'some' }),
      /--per-client: expected one of auto, keys, runs, bands, off, got "some"/,
    );
    await assert.rejects(rig.open({ env: { FEDOTEL_PER_CLIENT: 'x' } }), /FEDOTEL_PER_CLIENT: expected/);
    await assert.rejects(
      rig.open({ env: { WANDB_MODE: 'sometimes' } }),
      /WANDB_MODE: expected online, offline or disabled/,
    );
    await assert.rejects(rig.open({ argument: 'a/b/c' }), /--to wandb: expected/);
  });

  it('notes the choice about single clients in the config', async () => {
    const sink = await rig.open({ env: { FEDOTEL_PER_CLIENT: 'bands' } });
    await ok(sink.flush(await rig.deliver(sink, [...madeRun(), finished(60)]), CLOSING));
    const records = recordsOf(rig, rig.directories()[0] ?? '');
    const run = records.find(({ field }) => field === 17)?.message ?? new Map();
    assert.match(String(run.get(4)?.[0]), /fl\/per_client.*"bands"/s);
    const keys = records.filter(({ field }) => field === 2).flatMap(({ message }) => [...itemsOf(message).keys()]);
    assert.ok(keys.includes('clients/loss/min') && !keys.includes('client/a/loss'));
  });

  it('writes a directory, with a name of its own, when W&B refuses the run', async () => {
    const server = await import('node:http').then(({ createServer }) =>
      createServer((_, response) =>
        response.writeHead(401, { 'content-type': 'application/json' }).end('{"errors":[]}'),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const env = { WANDB_MODE: 'online', WANDB_API_KEY: KEY, WANDB_BASE_URL: `http://127.0.0.1:${port}` };
    const sink = await rig.open({ env });
    const run = await rig.deliver(sink, [...madeRun(), finished(60)]);
    await ok(sink.flush(run, CLOSING));
    server.closeAllConnections();
    server.close();
    assert.match(rig.directories()[0] ?? '', /-made-2$/);
    const told = rig.warnings.join('\n');
    assert.match(told, /W&B refuses run "made": .*The whole run is written into a directory when it has ended/);
    assert.match(told, /wandb sync wandb\/offline-run-/);
    assert.ok(!told.includes(KEY));
  });

  it('checks where it would write', async () => {
    const sink = await rig.open();
    const { kind } = await sink.check();
    assert.equal(kind, 'ok');
    writeFileSync(join(rig.folder, 'file'), '');
    await assert.rejects(rig.open({ env: { WANDB_DIR: join(rig.folder, 'file') } }), /ENOTDIR|EEXIST|not a directory/);
  });
});
