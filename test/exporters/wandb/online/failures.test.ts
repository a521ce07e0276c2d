import assert from 'node:assert/strict';
import { faults } from '../../../support/fake-wandb/faults.js';
import {
  artifactOutput,
  beginning,
  bring,
  ending,
  type Harness,
  rowOutput,
  runOutput,
  startHarness,
} from './harness.js';

describe('an online run when something fails', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.end());
  const run = () => harness.fake.store.onlyRun;
  const history = () => run().stream('wandb-history.jsonl');
  for (const [what, fault] of [
    ['429', faults.tooMany('0')],
    ['500', faults.status(500, 'oops')],
    ['503', faults.status(503, 'busy')],
    ['408', faults.status(408, 'slow')],
    ['409', faults.status(409, 'conflict')],
    ['a page of a gateway', faults.gateway],
    ['a sign-in page', faults.signIn],
    ['a broken connection', faults.drop],
    ['an answer that is lost', faults.lose],
    ['a redirect', { ...faults.status(302, 'moved'), headers: { location: 'http://127.0.0.1:1/' } }],
  ] as const) {
    for (const on of [/^UpsertBucket$/, /^file_stream$/, /^CreateRunFiles$/, /^PUT$/]) {
      it(`brings every line once after ${what} on ${on.source}`, async () => {
        harness.fake.fault(fault, { on, times: 2 });
        const writer = harness.open();
        writer.take([...beginning(20), ...ending(20)]);
        await bring(writer);
        const { lines, changed, gaps } = history();
        assert.deepEqual([lines.length, changed, gaps], [20, 0, []]);
        assert.equal(run().complete, true);
        assert.deepEqual([...run().uploaded], ['config.yaml', 'wandb-summary.json']);
        assert.deepEqual(harness.fake.store.problems, []);
        assert.match(harness.warnings.join('\n'), /; it is tried again/);
      });
    }
  }

  it('waits as long as Retry-After says, within bounds', async () => {
    const writer = harness.open({ timing: { intervalSeconds: 60 } });
    writer.take(beginning(1));
    // What is left of the time when it is told: a busy machine may have let some of it pass.
    for (const [header, low, high] of [
      ['3000', 2900, 3000],
      ['99999999', 3500, 3600],
      [new Date(Date.now() + 3_000_000).toUTCString(), 2900, 3000],
      [new Date(Date.now() - 20_000).toUTCString(), 0, 0.1],
    ] as const) {
      const fresh = harness.open();
      fresh.take(beginning(1));
      harness.fake.clearFaults();
      harness.fake.fault(faults.tooMany(header), { times: 100 });
      const result = await fresh.flush({ finish: false });
      assert.ok(result.kind === 'retry');
      const seconds = result.afterSeconds ?? -1;
      assert.ok(seconds >= low && seconds <= high, `${header} gave ${seconds}`);
      await fresh.close();
    }
  });

  it('does not ask before the time that it was given', async () => {
    const writer = harness.open();
    harness.fake.fault(faults.tooMany('30'), { times: 100 });
    writer.take(beginning(1));
    await writer.flush({ finish: false });
    const asked = harness.fake.seen.length;
    const again = await writer.flush({ finish: true });
    assert.equal(again.kind, 'retry');
    assert.equal(harness.fake.seen.length, asked);
  });

  it('takes the rows that W&B has for its own when what was kept is gone', async () => {
    const writer = harness.open();
    writer.take(beginning(2));
    await writer.flush({ finish: false });
    await writer.close();
    const again = harness.open({ stateFile: `${harness.folder}/other.json` });
    again.take([...beginning(4), ...ending(4)]);
    await bring(again);
    assert.deepEqual([history().lines.length, history().repeated, history().changed], [4, 0, 0]);
    assert.match(harness.warnings.join('\n'), /W&B has run digits\/run1 already; the first 2 rows are not sent again/);
  });

  it('sends the same lines to the same places when W&B tells of fewer than it has', async () => {
    harness.fake.store.countLag = 5;
    harness.fake.fault(faults.lose, { on: /^file_stream$/, times: 1 });
    const writer = harness.open({ timing: { intervalSeconds: 60, firstRetrySeconds: 60 } });
    writer.take(beginning(8));
    assert.equal((await writer.flush({ finish: false })).kind, 'retry');
    await writer.close();
    const again = harness.open();
    again.take([...beginning(10), ...ending(10)]);
    await bring(again);
    const { lines, repeated, changed, gaps } = history();
    assert.deepEqual([lines.length, repeated, changed, gaps], [10, 8, 0, []]);
  });

  it('remembers over several crashes what may be there', async () => {
    const slow = { timing: { intervalSeconds: 60, firstRetrySeconds: 60 } };
    for (const [fault, maxPostBytes] of [
      [faults.lose, 1e6],
      [faults.drop, 100],
    ] as const) {
      harness.fake.store.countLag = 5;
      harness.fake.fault(fault, { on: /^file_stream$/ });
      const writer = harness.open({ ...slow, limits: { maxPostBytes } });
      writer.take(beginning(8));
      assert.equal((await writer.flush({ finish: false })).kind, 'retry');
      await writer.close();
    }
    harness.fake.store.countLag = 0;
    const again = harness.open();
    again.take([...beginning(10), ...ending(10)]);
    await bring(again);
    assert.deepEqual([history().lines.length, history().changed, history().gaps], [10, 0, []]);
  });

  it('does not repeat a batch that W&B says to have', async () => {
    harness.fake.fault(faults.lose, { on: /^file_stream$/, times: 1 });
    const writer = harness.open({ timing: { intervalSeconds: 60, firstRetrySeconds: 60 } });
    writer.take(beginning(8));
    assert.equal((await writer.flush({ finish: false })).kind, 'retry');
    await writer.close();
    const again = harness.open();
    again.take([...beginning(10), ...ending(10)]);
    await bring(again);
    assert.deepEqual([history().lines.length, history().repeated], [10, 0]);
  });

  it('waits for a server that is away', async () => {
    await harness.fake.stop();
    const writer = harness.open();
    writer.take([...beginning(5), ...ending(5)]);
    for (let tries = 0; tries < 5; tries += 1) {
      const result = await writer.flush({ finish: true });
      assert.ok(result.kind === 'retry');
      assert.match(result.reason, /nothing listens there/);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await harness.fake.restart();
    await bring(writer);
    assert.equal(run().history.length, 5);
  });

  it('makes posts smaller for a proxy that takes less', async () => {
    const wide = { text: 'x'.repeat(20_000) };
    const small = await startHarness({ maxBodyBytes: 100_000 });
    try {
      const writer = small.open();
      writer.take([runOutput(), ...Array.from({ length: 20 }, (_, step) => rowOutput(step, wide)), ...ending(20)]);
      await bring(writer);
      const { lines, changed, gaps } = small.fake.store.onlyRun.stream('wandb-history.jsonl');
      assert.deepEqual([lines.length, changed, gaps], [20, 0, []]);
    } finally {
      await small.end();
    }
  });

  it('cuts many rows into posts of a bounded size', async () => {
    const writer = harness.open({ limits: { maxPostBytes: 5000 } });
    writer.take([...beginning(300), ...ending(300)]);
    await bring(writer);
    assert.deepEqual([history().lines.length, history().repeated, history().gaps], [300, 0, []]);
    const posts = harness.fake.seen.filter(({ operation }) => operation === 'file_stream');
    assert.ok(posts.length > 5);
    for (const { body } of posts) assert.ok(body.length <= 5500, `a post of ${body.length}`);
  });

  it('leaves values out that would make a line too long, and says so', async () => {
    const writer = harness.open();
    writer.take([runOutput(), rowOutput(0, { huge: 'x'.repeat(10_500_000) }), rowOutput(1), ...ending(2)]);
    await bring(writer);
    assert.deepEqual(
      run().history.map(({ round, huge }) => [round, huge]),
      [
        [0, undefined],
        [1, undefined],
      ],
    );
    assert.match(harness.warnings.join(), /values of huge are too large for W&B/);
  });

  it('goes without an alert or a file that W&B does not take', async () => {
    harness.fake.fault(faults.status(400, 'no'), { on: /Notify|CreateRunFiles|CreateArtifact/, times: 100 });
    const writer = harness.open();
    writer.take([
      ...beginning(2),
      { kind: 'alert', title: 'a', text: 'b', level: 'INFO', timeMillis: Date.now() },
      artifactOutput('map', 'x'),
      ...ending(2),
    ]);
    await bring(writer);
    assert.deepEqual([run().complete, run().history.length, run().alerts, [...run().uploaded]], [true, 2, [], []]);
    const said = harness.warnings.join('\n');
    assert.match(said, /an alert may not have been heard/);
    assert.match(said, /artifact map is not in W&B/);
    assert.match(said, /it is not uploaded/);
  });
});
