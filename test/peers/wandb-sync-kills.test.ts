import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeLine } from '../../exporters/journal/index.js';
import { finished, fold, madeRun, rowsOf } from '../exporters/wandb/support.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type FakeWandb, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { offlineRuns, plainRows, syncWandb } from './wandb-sync.js';

/** Kills of the bridge while it writes the run. */
const KILLS = 12;
const RUN_ID = 'killed';

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
    const start = () =>
      startBridgeProcess(runsDir, port, ['--to', 'wandb', '--per-client', 'keys', '--drain', '0'], through);
    let killedWhileWriting = 0;
    for (let kill = 0; kill < KILLS && offlineRuns(folder.path).length === 0; kill += 1) {
      const bridge = await start();
      // Some time before it begins, and at any instant from then on.
      for (let turn = 0; turn < 2000 && !isWriting(); turn += 1) await delay(5);
      if (isWriting()) killedWhileWriting += 1;
      await delay(random() * 150);
      await bridge.kill();
    }
    assert.ok(killedWhileWriting > 0, 'it was never killed while it wrote');
    const bridge = await start();
    for (let turn = 0; turn < 600 && offlineRuns(folder.path).length === 0; turn += 1) await delay(100);
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
    return readdirSync(wandb).some((name) => name.startsWith('incomplete-'));
  }
});
