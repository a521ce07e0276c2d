import assert from 'node:assert/strict';
import {
  alertOutput,
  beginning,
  ending,
  type Harness,
  metricOutput,
  rowOutput,
  runOutput,
  START,
  startHarness,
} from './harness.js';

describe('createOnlineWriter', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.end());
  const operations = () => harness.fake.seen.map(({ operation }) => operation);
  const run = () => harness.fake.store.onlyRun;

  it('brings a whole run', async () => {
    const writer = harness.open();
    writer.take([...beginning(3), ...ending(3)]);
    assert.deepEqual(await writer.ready(), { kind: 'ok' });
    assert.deepEqual(await writer.flush({ finish: true }), { kind: 'ok' });
    const { history, summary, config, metrics, fields, complete, exitCode, entity, project } = run();
    assert.deepEqual([entity, project, complete, exitCode], ['acme', 'digits', true, 0]);
    assert.deepEqual(history, [
      { _step: 0, _timestamp: START / 1000 + 1, _runtime: 1, round: 0, 'round/loss': 1 },
      { _step: 1, _timestamp: START / 1000 + 2, _runtime: 2, round: 1, 'round/loss': 0.5 },
      { _step: 2, _timestamp: START / 1000 + 3, _runtime: 3, round: 2, 'round/loss': 1 / 3 },
    ]);
    assert.deepEqual(summary, {
      round: 2,
      'round/loss': 1 / 3,
      'best/accuracy': 0.9,
      _step: 2,
      _timestamp: START / 1000 + 3,
      _runtime: 3,
      _wandb: { runtime: 3 },
    });
    const { _wandb, ...own } = config;
    assert.deepEqual(own, { lr: { value: 0.1 }, nested: { value: { names: ['a'] } }, seed: { value: null } });
    assert.ok(_wandb !== undefined);
    assert.deepEqual(
      [...metrics],
      [
        ['round', { glob: false, step: undefined, options: [3], summary: [] }],
        ['round/loss', { glob: false, step: 'round', options: [1, 3], summary: [] }],
      ],
    );
    assert.deepEqual([fields.displayName, fields.jobType, fields.tags], ['first', 'server', ['fl']]);
    assert.deepEqual([...run().uploaded], ['config.yaml', 'wandb-summary.json']);
    assert.deepEqual(harness.fake.store.problems, []);
    assert.deepEqual(harness.warnings, []);
  });

  it('shows a run before it has rows', async () => {
    const writer = harness.open();
    writer.take([runOutput()]);
    assert.deepEqual(await writer.flush({ finish: false }), { kind: 'ok' });
    assert.equal(run().complete, false);
    assert.deepEqual(operations(), ['RunResumeStatus', 'UpsertBucket']);
  });

  it('asks nothing for a run that is there as it is', async () => {
    const first = harness.open();
    first.take([...beginning(3), ...ending(3)]);
    await first.flush({ finish: true });
    await first.close();
    const count = harness.fake.seen.length;
    const second = harness.open();
    second.take(beginning(3));
    assert.deepEqual(await second.ready(), { kind: 'ok' });
    second.take(ending(3));
    assert.deepEqual(await second.flush({ finish: true }), { kind: 'ok' });
    assert.equal(second.isIdle, true);
    assert.equal(harness.fake.seen.length, count);
  });

  it('goes on behind the rows that are there', async () => {
    const first = harness.open();
    first.take(beginning(3));
    await first.flush({ finish: false });
    await first.close();
    const second = harness.open();
    second.take([...beginning(5), ...ending(5)]);
    await second.flush({ finish: true });
    const history = run().stream('wandb-history.jsonl');
    assert.deepEqual([history.lines.length, history.repeated, history.changed, history.gaps], [5, 0, 0, []]);
    assert.equal(run().completions, 1);
  });

  it('reopens a run for late rows and ends it again', async () => {
    const writer = harness.open();
    writer.take([...beginning(3), ...ending(3)]);
    await writer.flush({ finish: true });
    writer.take([rowOutput(3), ...ending(4, 1)]);
    assert.deepEqual(await writer.flush({ finish: true }), { kind: 'ok' });
    assert.deepEqual([run().history.length, run().completions, run().exitCode], [4, 2, 1]);
    const upserts = harness.fake.seen.filter(({ operation }) => operation === 'UpsertBucket');
    assert.match(upserts.at(-1)?.body ?? '', new RegExp(`"id":"${run().id}"`));
  });

  it('leaves names alone that somebody may have changed in the page', async () => {
    const writer = harness.open();
    writer.take(beginning(1));
    await writer.flush({ finish: false });
    run().fields.displayName = 'mine';
    writer.take([metricOutput('round/accuracy'), rowOutput(1, { 'round/accuracy': 0.5 })]);
    await writer.flush({ finish: false });
    assert.equal(run().fields.displayName, 'mine');
    assert.ok(run().metrics.has('round/accuracy'));
    writer.take([runOutput({ displayName: 'second' }), rowOutput(2)]);
    await writer.flush({ finish: false });
    assert.equal(run().fields.displayName, 'second');
  });

  it('sends rows by itself after a moment', async () => {
    const writer = harness.open();
    writer.take(beginning(2));
    while (run0() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    writer.take([rowOutput(2)]);
    while (run0() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(run().complete, false);
  });
  const run0 = () => [...harness.fake.store.runs.values()][0]?.history.length ?? 0;

  it('gives signs of life', async () => {
    const timing = { intervalSeconds: 0.01, heartbeatSeconds: 0.02, firstRetrySeconds: 0.01, lastRetrySeconds: 0.02 };
    const writer = harness.open({ timing });
    writer.take(beginning(1));
    await writer.flush({ finish: false });
    const beats = () => harness.fake.seen.filter(({ body }) => body === '{}').length;
    while (beats() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    writer.take(ending(1));
    await writer.flush({ finish: true });
    const before = beats();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(beats() <= before + 1, 'no more of them after the end, but one that was under way');
    assert.equal(run().complete, true);
  });

  it('keeps NaN, infinities and long integers in rows', async () => {
    const writer = harness.open();
    const odd = {
      'round/nan': Number.NaN,
      up: Number.POSITIVE_INFINITY,
      down: Number.NEGATIVE_INFINITY,
      big: 2n ** 63n,
      no: null,
    };
    writer.take([runOutput({ config: { lr: Number.NaN } }), rowOutput(0, odd)]);
    await writer.flush({ finish: false });
    const [row] = run().history;
    assert.ok(Number.isNaN(row?.['round/nan']));
    assert.deepEqual([row?.up, row?.down, row?.big, row?.no], [Infinity, -Infinity, 2n ** 63n, null]);
    assert.match(
      run().historyLines[0] ?? '',
      /"round\/nan":NaN,"up":Infinity,"down":-Infinity,"big":9223372036854775808/,
    );
    assert.deepEqual(run().config.lr, { value: 'NaN' });
  });

  it('sends samples of the system panel', async () => {
    const writer = harness.open();
    writer.take([runOutput(), { kind: 'stats', line: 0, timeMillis: START + 500, values: new Map([['cpu', 12.5]]) }]);
    await writer.flush({ finish: false });
    assert.deepEqual(run().events, [
      { _wandb: true, _timestamp: START / 1000 + 0.5, _runtime: 0.5, 'system.cpu': 12.5 },
    ]);
  });

  it('sends young alerts once, and old ones never', async () => {
    const writer = harness.open();
    writer.take([...beginning(1), alertOutput('old', START), alertOutput('young')]);
    await writer.flush({ finish: false });
    assert.deepEqual(run().alerts, [{ title: 'young', text: 'why', severity: 'WARN', waitDuration: 60_000 }]);
    await writer.close();
    const again = harness.open();
    again.take([...beginning(1), alertOutput('old', START), alertOutput('young'), alertOutput('new')]);
    await again.flush({ finish: false });
    assert.deepEqual(
      run().alerts.map(({ title }) => title),
      ['young', 'new'],
    );
  });

  it('tells once that the user pressed Stop', async () => {
    const writer = harness.open();
    writer.take(beginning(1));
    await writer.flush({ finish: false });
    run().stopped = true;
    for (const step of [1, 2, 3]) {
      writer.take([rowOutput(step)]);
      await writer.flush({ finish: false });
    }
    await writer.close();
    const again = harness.open();
    again.take(beginning(5));
    await again.flush({ finish: false });
    assert.deepEqual(harness.stops, ['stopped']);
    assert.equal(run().history.length, 5);
  });

  it('leaves the process time for other things while rows wait for their run', async () => {
    const writer = harness.open({ timing: { intervalSeconds: 0 } });
    writer.take([rowOutput(0)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(operations(), []);
    writer.take([runOutput(), metricOutput('round', undefined)]);
    assert.deepEqual(await writer.flush({ finish: false }), { kind: 'ok' });
    assert.equal(run().history.length, 1);
  });

  it('holds no more than it has room for', async () => {
    await harness.fake.stop();
    const writer = harness.open();
    const wide = new Map(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
    writer.take([runOutput()]);
    let step = 0;
    const fill = () => writer.take([{ kind: 'history', step, timeMillis: START + step++, values: wide }]);
    for (let count = 0; count < 250; count += 1) fill();
    const result = await writer.ready();
    assert.equal(result.kind, 'retry');
    await harness.fake.restart();
    while ((await writer.ready()).kind !== 'ok') await new Promise((resolve) => setTimeout(resolve, 5));
    await writer.flush({ finish: false });
    assert.equal(run().history.length, 250);
  });
});
