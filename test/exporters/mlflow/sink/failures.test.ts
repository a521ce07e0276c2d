import assert from 'node:assert/strict';
import type { SequencedEvent, SinkResult } from '../../../../exporters/bridge/index.js';
import type { ScalarEvent } from '../../../../exporters/journal/events.js';
import { faults } from '../../../support/fake-mlflow/faults.js';
import { until } from '../../../support/until.js';
import {
  createRig,
  eventsOf,
  expectedPoints,
  FULL,
  fullRun,
  mainRun,
  pointRequests,
  type Rig,
  refusedLines,
  sequenced,
  storedPoints,
} from './rig.js';

const OK = { kind: 'ok' };
const LOG_BATCH = /log-batch/;

describe('mlflow sink, when something goes wrong', () => {
  let rig: Rig;
  let events: SequencedEvent[];
  before(async () => {
    events = await eventsOf(FULL);
  });
  afterEach(() => rig.end());

  /** Flushes as the runner does: until it is done or parked. */
  async function flushed(sink: Awaited<ReturnType<Rig['open']>>, run = fullRun): Promise<SinkResult> {
    for (;;) {
      const result = await sink.flush(run, { closing: true });
      if (result.kind !== 'retry') return result;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  async function delivered(sink: Awaited<ReturnType<Rig['open']>>): Promise<SinkResult> {
    for (;;) {
      const result = await sink.apply(fullRun, events);
      if (result.kind === 'ok') return flushed(sink);
      if (result.kind !== 'retry') return result;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  for (const [name, fault] of Object.entries({
    'a lost answer': faults.lose,
    'a broken connection': faults.drop,
    'too many requests': faults.tooMany(),
    'a locked database': faults.locked,
    'a full disk': faults.diskFull,
    'an error of the server': faults.internal,
    'a gateway': faults.gateway,
    'a sign-in page': faults.signIn,
  })) {
    it(`has everything once after ${name} at every request`, async () => {
      rig = await createRig();
      // The first try of each kind of request, and the first of points again.
      for (const on of [/version/, /get-by-name/, /experiments\/create/, /runs\/search/, /runs\/create/, LOG_BATCH]) {
        rig.fake.fault(fault, { on });
      }
      for (const containing of ['"metrics"', '"tags"', '"params"'])
        rig.fake.fault(fault, { on: LOG_BATCH, containing });
      for (const on of [/get-history/, /runs\/update/, /mlflow-artifacts/]) rig.fake.fault(fault, { on });
      assert.deepEqual(await delivered(await rig.open()), OK);
      assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
      const run = mainRun(rig.fake);
      assert.equal(run.status, 'FINISHED');
      assert.equal(run.params.get('layers'), '[64, 32, 10]');
      assert.equal(run.tags.get('hivewatch/run_id'), 'run-full-0001');
      assert.ok([...rig.fake.store.artifacts.keys()].some((path) => path.endsWith('/map.json')));
      assert.deepEqual([...rig.fake.store.experiments.values()].map((experiment) => experiment.name).sort(), [
        'Default',
        'federated-learning',
      ]);
    });
  }

  it('looks before it sends a request again whose answer was lost', async () => {
    rig = await createRig();
    rig.fake.fault(faults.lose, { on: LOG_BATCH, containing: '"metrics"' });
    const sink = await rig.open();
    assert.deepEqual(await delivered(sink), OK);
    const bodies = rig.fake.seen.filter(({ body }) => body.includes('"metrics"')).map(({ body }) => body);
    assert.equal(new Set(bodies).size, bodies.length, 'a stored request was sent again');
    assert.ok(rig.fake.seen.some(({ request }) => request.includes('get-history')));
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
  });

  it('comes back by itself when the server is there again, and says the trouble once', async () => {
    rig = await createRig();
    const sink = await rig.open();
    assert.deepEqual(await sink.apply(fullRun, events.slice(0, 5)), OK);
    await rig.fake.stop();
    assert.deepEqual(await sink.apply(fullRun, events), OK);
    await until('the trouble is said', () => rig.warnings.length > 0);
    await rig.fake.restart();
    await until('all points are there', () => storedPoints(rig.fake).length === expectedPoints(events).length);
    assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
    assert.match(rig.warnings[0] ?? '', /ECONNREFUSED|connect|closed|reset/i);
  });

  it('does not ask for more than it can hold while the server is away', async () => {
    rig = await createRig();
    const sink = await rig.open();
    assert.deepEqual(await sink.apply(fullRun, events.slice(0, 1)), OK);
    await rig.fake.stop();
    const scalars = Array.from({ length: 100_500 }, (_, step) => scalar(step, step));
    const result = await sink.apply(fullRun, sequenced(scalars).map(after(events)));
    assert.equal(result.kind, 'retry');
    assert.ok(result.kind === 'retry' && (result.afterSeconds ?? 0) > 0);
  });

  it('sets a point aside alone that MLflow refuses, and sends the others', async () => {
    rig = await createRig();
    const page = { kind: 'answer', status: 400, mediaType: 'application/json', body: INVALID } as const;
    rig.fake.fault(page, { on: LOG_BATCH, containing: '"poison"', times: 1000 });
    const all = sequenced([
      { event_type: 'init', run_id: 'run-full-0001', format: 1, timestamp: '2026-01-01T00:00:00.000Z' },
      ...Array.from({ length: 300 }, (_, step) => scalar(step, step)),
      { ...scalar(7, 7), name: 'poison' },
      ...Array.from({ length: 300 }, (_, step) => scalar(step + 300, step)),
    ]);
    const sink = await rig.open();
    const run = { runId: 'run-full-0001', stem: 'full' };
    assert.deepEqual(await sink.apply(run, all), OK);
    assert.deepEqual(await flushed(sink, run), OK);
    assert.deepEqual(
      storedPoints(rig.fake),
      expectedPoints(all).filter((point) => !point.includes('poison')),
    );
    const lines = refusedLines(rig.stateDir);
    assert.deepEqual(
      lines.map(({ key, step }) => [key, step]),
      [['poison', 7]],
    );
    assert.match(lines[0]?.reason ?? '', /INVALID_PARAMETER_VALUE/);
    assert.match(rig.warnings.join('\n'), /is set aside in .*full\.refused\.jsonl/);
  });

  it('sends numbers that are none, on old servers each alone', async () => {
    for (const version of ['3.17.2', '3.12.0']) {
      rig = await createRig({ version });
      const values = [1, Number.NaN, Number.POSITIVE_INFINITY, 2, Number.NaN, Number.NEGATIVE_INFINITY];
      const all = sequenced([
        { event_type: 'init', run_id: 'run-full-0001', format: 1, timestamp: '2026-01-01T00:00:00.000Z' },
        ...values.map((value, step) => scalar(step, value)),
      ]);
      const sink = await rig.open();
      const run = { runId: 'run-full-0001', stem: 'full' };
      await sink.apply(run, all);
      assert.deepEqual(await flushed(sink, run), OK);
      const there = [...(mainRun(rig.fake).points.get('train/loss')?.values() ?? [])].sort((a, b) => a.step - b.step);
      const largest = Number.MAX_VALUE;
      assert.deepEqual(
        there.map(({ value }) => value),
        [1, Number.NaN, largest, 2, Number.NaN, -largest],
      );
      assert.equal(pointRequests(rig.fake), version === '3.17.2' ? 1 : 3);
      if (version === '3.17.2') await rig.end();
    }
  });

  it('keeps two drop-outs of one millisecond apart', async () => {
    rig = await createRig();
    const dropout = (client: string) => ({
      event_type: 'client_dropout' as const,
      run_id: 'run-full-0001',
      round: 1,
      timestamp: '2026-01-01T00:00:01.000Z',
      clients: [{ client_id: client }],
      reason: '',
    });
    const all = sequenced([
      { event_type: 'init', run_id: 'run-full-0001', format: 1, timestamp: '2026-01-01T00:00:00.000Z' },
      dropout('a'),
      dropout('b'),
    ]);
    const sink = await rig.open();
    await sink.apply({ runId: 'run-full-0001', stem: 'full' }, all);
    await flushed(sink);
    assert.equal(mainRun(rig.fake).points.get('event/client_dropout')?.size, 2);
  });

  it('keeps a param that was changed later, and tells the new value in a tag', async () => {
    rig = await createRig();
    const init = (attempt: number, lr: number) => ({
      event_type: attempt === 1 ? ('init' as const) : ('run_update' as const),
      run_id: 'run-full-0001',
      format: 1,
      attempt,
      timestamp: `2026-01-01T00:00:0${attempt}.000Z`,
      started_at: `2026-01-01T00:00:0${attempt}.000Z`,
      config: { lr },
    });
    const all = sequenced([init(1, 0.1), scalar(1, 1)]);
    const run = { runId: 'run-full-0001', stem: 'full' };
    const sink = await rig.open();
    await sink.apply(run, all);
    await flushed(sink, run);
    const again = await rig.open();
    await again.apply(run, sequenced([init(1, 0.1), scalar(1, 1), init(2, 0.2)]));
    await flushed(again, run);
    assert.equal(mainRun(rig.fake).params.get('lr'), '0.1');
    assert.equal(mainRun(rig.fake).tags.get('fl.changed.lr'), '0.2');
  });

  describe('parks the run', () => {
    const parked = async (change: () => void, pattern: RegExp) => {
      const sink = await rig.open();
      await sink.apply(fullRun, events.slice(0, 20));
      await sink.flush(fullRun, { closing: false });
      change();
      let result: SinkResult = OK as SinkResult;
      for (let tries = 0; tries < 10 && result.kind !== 'park'; tries++) {
        result = await sink.apply(fullRun, events);
        if (result.kind === 'ok') result = await sink.flush(fullRun, { closing: true });
      }
      assert.equal(result.kind, 'park');
      assert.match(result.kind === 'park' ? result.reason : '', pattern);
      assert.equal((await sink.apply(fullRun, events)).kind, 'park');
    };

    it('when it is deleted while we write', async () => {
      rig = await createRig();
      await parked(() => {
        mainRun(rig.fake).deleted = true;
      }, /restore it in MLflow/);
      const next = await rig.open();
      const result = await next.apply(fullRun, events);
      assert.match(result.kind === 'park' ? result.reason : '', /is deleted in MLflow/);
      mainRun(rig.fake).deleted = false;
      assert.deepEqual(await delivered(await rig.open()), OK);
      assert.deepEqual(storedPoints(rig.fake), expectedPoints(events));
    });

    it('when it is gone for good', async () => {
      rig = await createRig();
      await parked(() => rig.fake.store.runs.clear(), /not found|gone/i);
    });

    it('when its experiment is deleted', async () => {
      rig = await createRig();
      rig.fake.store.createExperiment('federated-learning').deleted = true;
      const result = await (await rig.open()).apply(fullRun, events);
      assert.match(result.kind === 'park' ? result.reason : '', /experiment "federated-learning" is deleted/);
    });

    it('when the password is wrong, without telling it', async () => {
      rig = await createRig({ user: { username: 'me', password: 'right' } });
      const env = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'wr0ng' };
      const result = await (await rig.open({ env })).apply(fullRun, events);
      const reason = result.kind === 'park' ? result.reason : '';
      assert.match(reason, /401/);
      assert.doesNotMatch(reason, /wr0ng/);
      const right = { ...env, MLFLOW_TRACKING_PASSWORD: 'right' };
      assert.deepEqual(await delivered(await rig.open({ env: right })), OK);
    });

    it('when the server has no workspaces', async () => {
      rig = await createRig();
      const result = await (await rig.open({ env: { MLFLOW_WORKSPACE: 'team' } })).apply(fullRun, events);
      assert.match(result.kind === 'park' ? result.reason : '', /unset MLFLOW_WORKSPACE/);
    });
  });

  it('holds up no other run when one waits', async () => {
    rig = await createRig();
    rig.fake.fault(faults.internal, { on: LOG_BATCH, containing: 'stuck', times: 100_000 });
    const sink = await rig.open();
    const stuck = { runId: 'stuck', stem: 'stuck' };
    const start = { event_type: 'init' as const, format: 1, timestamp: '2026-01-01T00:00:00.000Z' };
    await sink.apply(stuck, sequenced([{ ...start, run_id: 'stuck', config: { name: 'stuck' } }, scalar(1, 1)]));
    assert.equal((await sink.flush(stuck, { closing: false })).kind, 'retry');
    assert.deepEqual(await sink.apply(fullRun, events), OK);
    assert.deepEqual(await flushed(sink), OK);
    const full = [...rig.fake.store.runs.values()].find(({ name }) => name === 'run-full-0001');
    assert.equal(full?.status, 'FINISHED');
  });
});

const INVALID = JSON.stringify({ error_code: 'INVALID_PARAMETER_VALUE', message: 'bad metric' });

function scalar(step: number, value: number): ScalarEvent {
  const timestamp = new Date(Date.UTC(2026, 0, 1) + step * 10).toISOString();
  return { event_type: 'scalar', run_id: 'run-full-0001', name: 'train/loss', step, value, timestamp };
}

/** Puts events behind others. */
function after(events: readonly SequencedEvent[]): (event: SequencedEvent) => SequencedEvent {
  const from = events.at(-1)?.sequence ?? 0;
  return ({ event, sequence }) => ({ event, sequence: sequence + from });
}
