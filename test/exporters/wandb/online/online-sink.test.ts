import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sink } from '../../../../exporters/bridge/index.js';
import { FAKE_KEY, type FakeWandb, startFakeWandb } from '../../../support/fake-wandb/fake-wandb.js';
import { faults } from '../../../support/fake-wandb/faults.js';
import { until } from '../../../support/until.js';
import { createRig, exitCodeOf, ok, type Rig, rowsIn } from '../sink/rig.js';
import { finished, madeRun } from '../support.js';

const CLOSING = { closing: true };

describe('wandb sink over HTTP', () => {
  let rig: Rig;
  let fake: FakeWandb;
  beforeEach(async () => {
    rig = createRig();
    fake = await startFakeWandb();
  });
  afterEach(async () => {
    await rig.end();
    await fake.stop();
  });
  const open = (perClient = 'keys'): Promise<Sink> =>
    rig.open({ perClient, env: { WANDB_MODE: 'online', WANDB_BASE_URL: fake.url, WANDB_API_KEY: FAKE_KEY } });
  const whole = () => [...madeRun(), finished(60)];

  it('brings a run as it stands in directories', async () => {
    const offline = await rig.open({ perClient: 'keys' });
    await ok(offline.flush(await rig.deliver(offline, whole()), CLOSING));
    const expected = rowsIn(rig, rig.directories()[0] ?? '');
    const sink = await createRigOnline();
    await ok(sink.flush(await rig.deliver(sink, whole()), CLOSING));
    const { history, complete, exitCode, project } = fake.store.onlyRun;
    assert.deepEqual(
      history.map((row) => Object.keys(row).sort()),
      expected.map((row) => Object.keys(row).sort()),
    );
    assert.deepEqual(
      history.map(({ _step }) => _step),
      history.map((_, index) => index),
    );
    assert.deepEqual([complete, exitCode, project], [true, 0, 'digits']);
    assert.deepEqual(fake.store.problems, []);
  });

  it('has runs of clients in the group of the run', async () => {
    const sink = await open('runs');
    await ok(sink.flush(await rig.deliver(sink, whole()), CLOSING));
    const runs = [...fake.store.runs.values()];
    assert.ok(runs.length > 1);
    assert.equal(new Set(runs.map(({ fields }) => fields.groupName)).size, 1);
    for (const { complete, history, fields } of runs) {
      assert.equal(complete, true);
      assert.ok(fields.jobType === 'server' || history.length > 0);
    }
  });

  it('goes on after a restart where it was, and again after its end', async () => {
    const all = whole();
    const first = await open();
    await ok(first.flush(await rig.deliver(first, all.slice(0, -6)), CLOSING));
    await first.close();
    const second = await open();
    await ok(second.flush(await rig.deliver(second, all), CLOSING));
    const count = fake.store.onlyRun.history.length;
    const third = await open();
    const asked = fake.seen.length;
    await ok(third.flush(await rig.deliver(third, all), CLOSING));
    const { lines, repeated, changed, gaps } = fake.store.onlyRun.stream('wandb-history.jsonl');
    assert.deepEqual([lines.length, repeated, changed, gaps], [count, 0, 0, []]);
    assert.equal(fake.seen.length, asked, 'nothing is asked for a run that is there');
  });

  it('writes the whole run into a directory when W&B refuses it, and says how to sync', async () => {
    fake.fault(faults.status(404, 'no such run'), { on: /file_stream/, times: 1000 });
    const sink = await open();
    await ok(sink.flush(await rig.deliver(sink, whole()), CLOSING));
    const [name = '', second] = rig.directories();
    assert.equal(second, undefined);
    assert.equal(exitCodeOf(rig, name), 0);
    const said = rig.warnings.join('\n');
    assert.match(said, /W&B refuses run .*file_stream: 404 no such run\. The whole run is written into a directory/);
    assert.match(said, new RegExp(`wandb sync wandb/${name}`));
    assert.doesNotMatch(said, new RegExp(FAKE_KEY));
    fake.clearFaults();
    const asked = fake.seen.length;
    const again = await open();
    await ok(again.flush(await rig.deliver(again, whole()), CLOSING));
    assert.deepEqual([rig.directories(), fake.seen.length], [[name], asked], 'it stays with the directory');
  });

  it('tells that somebody pressed Stop, and keeps it for runs show', async () => {
    const sink = await open();
    const events = whole();
    const run = await rig.deliver(sink, events.slice(0, -6));
    await ok(sink.flush(run, { closing: false }));
    fake.store.onlyRun.stopped = true;
    await rig.deliver(sink, events);
    await ok(sink.flush(run, CLOSING));
    assert.equal(rig.warnings.filter((text) => /somebody pressed Stop .* the app is not told/.test(text)).length, 1);
    const path = join(rig.stateDir, 'stop-requests', `${run.stem}.json`);
    await until('it is kept', () => existsSync(path));
  });

  it('waits for W&B, and says what for', async () => {
    await fake.stop();
    const sink = await open();
    const run = await rig.deliver(sink, whole());
    const result = await sink.flush(run, CLOSING);
    assert.ok(result.kind === 'retry');
    assert.match(result.reason, /nothing listens there/);
    await fake.restart();
    await until('it is delivered', async () => (await sink.flush(run, CLOSING)).kind === 'ok');
    assert.equal(fake.store.onlyRun.complete, true);
  });

  /** The offline sink of the same rig has its state: this one gets another folder. */
  async function createRigOnline(): Promise<Sink> {
    await rig.end();
    rig = createRig();
    return open();
  }
});
