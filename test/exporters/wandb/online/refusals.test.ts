import assert from 'node:assert/strict';
import { faults } from '../../../support/fake-wandb/faults.js';
import { artifactOutput, beginning, bring, ending, type Harness, rowOutput, startHarness } from './harness.js';

describe('an online run that W&B does not take', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.end());
  const run = () => harness.fake.store.onlyRun;

  for (const [status, on, words] of [
    [401, /^UpsertBucket$/, /401.*expected a WANDB_API_KEY that this server knows/],
    [403, /^UpsertBucket$/, /403.*may not write there/],
    [400, /^file_stream$/, /file_stream: 400 no/],
    [404, /^file_stream$/, /file_stream: 404/],
    [410, /^file_stream$/, /file_stream: 410/],
    [501, /^file_stream$/, /file_stream: 501/],
  ] as const) {
    it(`gives up at ${status} on ${on.source}, and says so`, async () => {
      harness.fake.fault(faults.status(status, 'no'), { on, times: 1000 });
      const writer = harness.open();
      writer.take([...beginning(3), ...ending(3)]);
      const result = await writer.flush({ finish: true });
      assert.ok(result.kind === 'refused');
      assert.match(result.reason, words);
      assert.doesNotMatch(result.reason, new RegExp(harness.fake.key));
      const asked = harness.fake.seen.length;
      writer.take([rowOutput(3)]);
      assert.equal((await writer.ready()).kind, 'refused');
      assert.equal((await writer.flush({ finish: true })).kind, 'refused');
      assert.equal(harness.fake.seen.length, asked, 'nothing is asked after that');
    });
  }

  it('gives up when W&B goes on to answer 409', async () => {
    harness.fake.fault(faults.status(409, 'run was deleted'), { on: /^UpsertBucket$/, times: 1000 });
    const writer = harness.open();
    writer.take(beginning(1));
    let result = await writer.flush({ finish: false });
    while (result.kind === 'retry') {
      await new Promise((resolve) => setTimeout(resolve, 5));
      result = await writer.flush({ finish: false });
    }
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /409 run was deleted/);
  });

  it('gives up an error of GraphQL that comes as a success', async () => {
    const body = JSON.stringify({ data: null, errors: [{ message: 'permission\ndenied' }] });
    harness.fake.fault({ kind: 'answer', status: 200, mediaType: 'application/json', body });
    const writer = harness.open();
    writer.take(beginning(1));
    const result = await writer.flush({ finish: false });
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /RunResumeStatus: permission denied$/);
  });

  it('says that a run was deleted in the page', async () => {
    const writer = harness.open();
    writer.take(beginning(1));
    await writer.flush({ finish: false });
    await writer.close();
    harness.fake.store.runs.clear();
    const again = harness.open();
    again.take(beginning(2));
    assert.deepEqual(await again.flush({ finish: false }), {
      kind: 'refused',
      reason: 'run acme/digits/run1 was deleted in W&B',
    });
  });

  it('does not write over rows of somebody else', async () => {
    const writer = harness.open();
    writer.take(beginning(2));
    await writer.flush({ finish: false });
    await writer.close();
    run().stream('wandb-history.jsonl').write(2, ['{"_step":2,"theirs":1}']);
    const again = harness.open();
    again.take(beginning(4));
    const result = await again.flush({ finish: false });
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /has 1 rows in W&B that somebody else wrote/);
    assert.equal(run().history[2]?.theirs, 1);
  });

  it('goes on with no run that something else made, or another fold', async () => {
    const writer = harness.open({ fold: 'other-keys' });
    writer.take([...beginning(2), ...ending(2)]);
    await bring(writer);
    const config = run().configs.at(-1);
    const second = harness.open({ stateFile: `${harness.folder}/second.json` });
    second.take(beginning(4));
    const refused = await second.flush({ finish: false });
    assert.ok(refused.kind === 'refused');
    assert.match(refused.reason, /digits\/run1 in W&B comes from another run file of this id, or .*--per-client/);
    run().config = { theirs: { value: 1 }, _wandb: { value: { t: { '12': '0.31.0' } } } };
    const third = harness.open({ stateFile: `${harness.folder}/third.json` });
    third.take(beginning(4));
    const foreign = await third.flush({ finish: false });
    assert.ok(foreign.kind === 'refused');
    assert.match(foreign.reason, /digits\/run1 has 2 rows in W&B that somebody else wrote/);
    assert.equal(run().history.length, 2);
    assert.equal(run().configs.at(-1), config, 'nothing of it was changed');
  });

  it('does not mistake a new journal under a known id for the old one', async () => {
    const writer = harness.open();
    writer.take(beginning(2));
    await writer.flush({ finish: false });
    await writer.close();
    const again = harness.open({ fold: 'new-auto' });
    again.take(beginning(4));
    const refused = await again.flush({ finish: false });
    assert.ok(refused.kind === 'refused');
    assert.match(refused.reason, /another run file/);
  });

  it('shows the key to no one but the server', async () => {
    const writer = harness.open();
    writer.take([...beginning(2), artifactOutput('map', 'x'), ...ending(2)]);
    await bring(writer);
    const storage = harness.fake.seen.filter(({ origin }) => origin === 'storage');
    assert.ok(storage.length >= 4);
    for (const { headers } of storage) assert.equal(headers.authorization, undefined);
    assert.deepEqual(harness.fake.store.problems, []);
    harness.fake.fault(faults.status(401, `bad key`), { times: 100 });
    writer.take([rowOutput(2)]);
    const refused = await writer.flush({ finish: false });
    const basic = Buffer.from(`api:${harness.fake.key}`).toString('base64');
    assert.doesNotMatch(JSON.stringify([refused, harness.warnings]), new RegExp(`${harness.fake.key}|${basic}`));
  });
});
