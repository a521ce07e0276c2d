import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PER_CLIENT_MODES } from '../../exporters/projection/index.js';
import {
  createRig,
  deliver,
  eventsOf,
  expectedScalars,
  FULL,
  fullRun,
  mustBeOk,
  project,
  sequenced,
} from '../exporters/tensorboard/support/rig.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { runCommand } from '../support/command.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { postRun } from './mlflow-traffic.js';
import { readLogdir, scalarsOf, startWatcher } from './tensorboard-reader.js';

const DEMO = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));
const KILLS = 9;
const CLIENTS = 40;

describe('TensorBoard’s own reader', () => {
  it('reads every value of HiveWatch’s run, however single clients are shown', async () => {
    const rig = createRig();
    try {
      const events = await eventsOf(FULL);
      for (const perClient of PER_CLIENT_MODES) {
        const sink = await rig.open({ perClient, argument: join(rig.folder, perClient) });
        await deliver(sink, fullRun, events);
        mustBeOk(await sink.flush(fullRun, { closing: true }));
      }
      const read = await readLogdir(rig.folder);
      for (const perClient of PER_CLIENT_MODES) {
        const outputs = project(events, perClient);
        assert.deepEqual(scalarsOf(read, `${perClient}/full`), expectedScalars(outputs), perClient);
      }
      const own = read['auto/full'];
      assert.match(String(own?.texts['run/config']?.[0]?.[2]), /"lr":0.05/);
      assert.equal(own?.descriptions['round/loss'], 'Evaluation loss of the global model after the round.');
    } finally {
      await rig.end();
    }
  });

  it('reads every value of the demo, whose app wrote the files while it trained', async () => {
    const folder = temporaryFolder('tensorboard-demo');
    try {
      const args = [DEMO, '--rounds', '4', '--clients', '3', '--runs-dir', folder.path, '--quiet'];
      await runCommand(process.execPath, args, { env: { FEDOTEL_TO: 'map,tensorboard', FEDOTEL_PER_CLIENT: 'keys' } });
      const [name = ''] = readdirSync(folder.path).filter((entry) => entry.endsWith('.jsonl'));
      const stem = name.replace('.jsonl', '');
      const outputs = project(await eventsOf(join(folder.path, name)), 'keys');
      const read = await readLogdir(join(folder.path, 'tensorboard'));
      const expected = expectedScalars(outputs);
      assert.equal(expected.length > 200, true);
      assert.deepEqual(scalarsOf(read, stem), expected);
      assert.match(String(read[stem]?.texts['run/state']?.at(-1)?.[2]), /^finished/);
      const count = (kind: string) => outputs.filter((output) => output.kind === kind).length;
      const stored = Object.values(read).flatMap(({ histograms }) => Object.values(histograms).flat()).length;
      assert.equal(stored, count('histogram'));
      assert.equal(stored > 0, true);
    } finally {
      folder.remove();
    }
  });

  it('reads histograms, texts, samples and numbers of any size', async () => {
    const rig = createRig();
    try {
      const at = '2026-03-02T09:00:00.250Z';
      const base = { run_id: 'w', attempt: 1, timestamp: at };
      const moments = { min: -1, max: 2, sum: 3.5, sum_of_squares: 9.25 };
      const events = sequenced([
        { event_type: 'init', ...base, format: 1, started_at: at },
        { event_type: 'scalar', ...base, name: 'odd/ναν', step: 2 ** 40, value: Number.NaN, client_id: 'a b' },
        { event_type: 'scalar', ...base, name: 'big', step: -3, value: 2n ** 62n },
        { event_type: 'scalar', ...base, name: 'far', step: 1, value: -1e300 },
        { event_type: 'histogram', ...base, name: 'weights', step: 2, edges: [-1, 0, 2], counts: [3, 4], ...moments },
        { event_type: 'text', ...base, name: 'note', step: 2, text: '# 病院 🐝', client_id: 'a b' },
        { event_type: 'resource_sample', ...base, resources: { cpu_utilization_percentage: 12.5 } },
      ]);
      const run = { runId: 'w', stem: 'w' };
      const sink = await rig.open({ perClient: 'keys' });
      await deliver(sink, run, events);
      mustBeOk(await sink.flush(run, { closing: true }));
      const read = await readLogdir(join(rig.folder, 'tensorboard'));
      const expected = expectedScalars(project(events, 'keys'));
      assert.equal(expected.length, 4);
      assert.deepEqual(scalarsOf(read, 'w'), expected);
      const seconds = Date.parse(at) / 1000;
      assert.deepEqual(read['w/a%20b']?.texts.note, [[2, seconds, '# 病院 🐝']]);
      const numbers = ['-1.0', '2.0', '7.0', '3.5', '9.25'];
      assert.deepEqual(read.w?.histograms.weights, [[2, seconds, ...numbers, [-1, 0, 2], [0, 3, 4]]]);
    } finally {
      await rig.end();
    }
  });
});

describe('a bridge that is killed again and again', () => {
  const folder = temporaryFolder('tensorboard-kills');
  let bridge: BridgeProcess;
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  it('leaves every point once, for a reader that comes at the end and for one that has watched', async function () {
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));
    console.log(`      seed ${seed} (FEDOTEL_TEST_SEED)`);
    const random = createRandom(seed);
    const port = await freePort();
    const start = () =>
      startBridgeProcess(folder.path, port, ['--to', 'tensorboard', '--per-client', 'keys', '--drain', '0']);
    const logdir = join(folder.path, 'tensorboard');
    bridge = await start();
    const watcher = await startWatcher(logdir);
    const post = (round: number, ends = false) =>
      postRun(bridge.url, { runId: 'killed', round, clients: CLIENTS, ends });
    let round = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await post(round++);
      await post(round++);
      // A write is due after a second.
      await delay(random() * 1300);
      await watcher.look();
      await bridge.kill();
      bridge = await start();
    }
    await post(round++, true);
    const expected = expectedScalars(project(await eventsOf(join(folder.path, 'killed.jsonl')), 'keys'));
    assert.equal(expected.length > CLIENTS * round * 2, true);
    const isThere = async () => scalarsOf(await readLogdir(logdir), 'killed').length >= expected.length;
    await until('everything is in the files', isThere, 180);
    assert.deepEqual(scalarsOf(await readLogdir(logdir), 'killed'), expected, `seed ${seed}`);
    assert.deepEqual(scalarsOf(await watcher.finish(), 'killed'), expected, `seed ${seed}`);
    recordProof(this.test, { kills: KILLS, 'points expected, found once': expected.length, seed });
  });
});
