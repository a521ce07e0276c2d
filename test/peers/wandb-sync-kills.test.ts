import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeLine } from '../../exporters/journal/index.js';
import { finished, fold, madeRun, rowsOf } from '../exporters/wandb/support.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type FakeWandb, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { offlineRuns, plainRows, syncWandb } from './wandb-sync.js';

/** Kills of the bridge while it writes the run. */
const KILLS = 12;
const RUN_ID = 'killed';
const SLOW_DISK = new URL('../exactness/apps/slow-sync.js', import.meta.url).href;

describe('an offline run whose bridge is killed again and again while it writes it', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('wandb-kills');
  let fake: FakeWandb;
  before(async () => {
    fake = await startFakeWandb();
  });
  after(async () => {
    await fake.stop();
    folder.remove();
  });

  it('is in one directory, and complete in W&B after the real wandb sync, every row once', async function () {
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));
    console.log(`      seed ${seed} (FEDOTEL_TEST_SEED)`);
    const random = createRandom(seed);
    const runsDir = join(folder.path, 'runs');
    mkdirSync(runsDir);
    const clients = Array.from({ length: 50 }, (_, n) => `client ${n}`);
    const run = madeRun({ runId: RUN_ID, rounds: 200, clients });
    const events = [...run, finished(5000, 'finished', RUN_ID)];
    writeFileSync(join(runsDir, `${RUN_ID}.jsonl`), events.map((event) => `${encodeLine(event)}\n`).join(''));
    const port = await freePort();
    const through = ['env', 'WANDB_MODE=offline', `WANDB_DIR=${folder.path}`, `HOME=${folder.path}`];
    const start = (more: readonly string[] = []) =>
      startBridgeProcess(
        runsDir,
        port,
        ['--to', 'wandb', '--per-client', 'keys', '--drain', '0'],
        [...through, ...more],
      );
    // The first one is killed for sure before it has written all: what it writes does not get to the disk.
    const hold = join(folder.path, 'hold');
    writeFileSync(hold, '');
    const held = await start([
      `NODE_OPTIONS=--import=${SLOW_DISK}`,
      ...[`FEDOTEL_TEST_HOLD_SYNC=${hold}`, 'FEDOTEL_TEST_HOLD_FILES=.wandb'],
    ]);
    await until('it waits for the disk', () => readFileSync(hold, 'utf8') !== '', 120);
    assert.ok(isWriting());
    await held.kill();
    let killedWhileWriting = 1;
    for (let kill = 1; kill < KILLS && offlineRuns(folder.path).length === 0; kill += 1) {
      const bridge = await start();
      // Some time before it begins, and at any instant from then on.
      for (let turn = 0; turn < 2000 && !isWriting(); turn += 1) await delay(5);
      if (isWriting()) killedWhileWriting += 1;
      await delay(random() * 150);
      await bridge.kill();
    }
    const bridge = await start();
    await until('the run is there', () => offlineRuns(folder.path).length > 0, 120);
    await bridge.stop();
    const names = offlineRuns(folder.path);
    assert.deepEqual(readdirSync(join(folder.path, 'wandb')), names);
    assert.equal(names.length, 1);
    await syncWandb(fake, folder.path, names);
    const there = fake.store.onlyRun;
    assert.deepEqual([...plainRows(there).values()], rowsOf(fold(events).own));
    assert.equal(there.history.length, plainRows(there).size);
    assert.equal(there.exitCode, 0);
    recordProof(this.test, {
      'kills while it wrote': killedWhileWriting,
      'rows found once': there.history.length,
      seed,
    });
  });

  function isWriting(): boolean {
    const wandb = join(folder.path, 'wandb');
    return existsSync(wandb) && readdirSync(wandb).some((name) => name.startsWith('incomplete-'));
  }
});
