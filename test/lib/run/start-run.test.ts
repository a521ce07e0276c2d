import assert from 'node:assert/strict';
import { createCore } from '../../../lib/core/core.js';
import { startRunOn } from '../../../lib/run/start-run.js';
import { createSilentWarnings, record } from '../support/recording.js';

describe('startRun', () => {
  it('records what the run is', () => {
    const { event, run } = record({
      runId: 'r1',
      algorithm: 'FedAvg',
      config: { lr: 0.1, optimizer: { name: 'sgd', apiKey: 'x' } },
      rounds: 20,
      mode: 'semi_sync',
      objective: { metric: 'f1', goal: 'max' },
      parentRunId: 'parent',
      system: 'flower',
    });
    const started = event('fl.run.started');
    assert.deepEqual(started.attributes, {
      'fl.system.name': 'flower',
      'fl.aggregation.strategy': 'FedAvg',
      'fl.aggregation.mode': 'semi_sync',
      'fl.run.config': { lr: 0.1, optimizer: { name: 'sgd', apiKey: '[redacted]' } },
      'fl.run.planned_rounds': 20,
      'fl.objective.metric': 'f1',
      'fl.objective.goal': 'max',
      'fl.run.parent.id': 'parent',
    });
    assert.deepEqual(started.run, { id: 'r1', job: 'digits', attempt: run.attempt });
  });

  it('has an objective and a mode by default, and says no more than it knows', () => {
    assert.deepEqual(record().event('fl.run.started').attributes, {
      'fl.aggregation.mode': 'sync',
      'fl.objective.metric': 'accuracy',
      'fl.objective.goal': 'max',
    });
  });

  it('copies the configuration', () => {
    const config = { lr: 0.1 };
    const { event } = record({ config });
    config.lr = 5;
    assert.deepEqual(event('fl.run.started').attributes['fl.run.config'], { lr: 0.1 });
  });

  it('makes ids that are safe file names and differ', () => {
    const ids = Array.from({ length: 50 }, () => record().run.id);
    assert.equal(new Set(ids).size, 50);
    for (const id of ids) {
      assert.match(id, /^digits-\d{8}-\d{6}-[0-9a-f]{6}$/);
    }
  });

  it('puts the letters of the job that a file name can have into its ids', () => {
    assert.match(record({ job: '../Küche & Co' }).run.id, /^K-che-Co-\d{8}-/);
    assert.match(record({ job: '病院' }).run.id, /^run-\d{8}-/);
    assert.match(record({ job: 'x'.repeat(200) }).run.id, /^x{40}-\d{8}-/);
  });

  it('gives each start of a run its own attempt', () => {
    const core = createCore(createSilentWarnings());
    const attempts = [1, 2, 3].map(() => startRunOn(core, { job: 'j', runId: 'same' }).attempt);
    assert.ok((attempts[0] ?? 0) < (attempts[1] ?? 0) && (attempts[1] ?? 0) < (attempts[2] ?? 0));
  });

  for (const [options, message] of [
    [undefined, /startRun: expected an object/],
    [{}, /job: expected a text of 1 to 256 characters, got undefined/],
    [{ job: '' }, /job: expected a text of 1 to 256 characters, got ""/],
    [{ job: 'j', runId: 5 }, /runId: expected a text of 1 to 512 characters, got 5/],
    [{ job: 'j', runId: 'x'.repeat(513) }, /runId: expected a text of 1 to 512 characters/],
    [{ job: 'j', rounds: -1 }, /rounds: expected an integer of at least 0, got -1/],
    [{ job: 'j', rounds: '20' }, /rounds: expected an integer of at least 0, got "20"/],
    [{ job: 'j', mode: 'turbo' }, /mode: expected one of sync, semi_sync, async, got "turbo"/],
    [{ job: 'j', config: [1] }, /config: expected an object, got a list/],
    [{ job: 'j', objective: { metric: 'f1' } }, /objective\.goal: expected/],
    [{ job: 'j', objective: { metric: 'f1', goal: 'up' } }, /objective\.goal: expected one of max, min, got "up"/],
    [{ job: 'j', totalClients: 1.5 }, /totalClients: expected an integer of at least 0, got 1.5/],
    [{ job: 'j', secureAggregation: 'yes' }, /secureAggregation: expected true or false, got "yes"/],
  ] as const) {
    it(`refuses ${JSON.stringify(options)?.slice(0, 60)}`, () => {
      const core = createCore(createSilentWarnings());
      assert.throws(() => startRunOn(core, options as never), { name: 'TypeError', message });
      assert.equal(core.openRuns.size, 0);
      assert.equal(core.outbox.events.size, 0);
    });
  }

  it('says unknown options, and starts', () => {
    const { warnings } = record({ algoritm: 'FedAvg' } as never);
    assert.match(warnings[0]?.message ?? '', /no option algoritm: did you mean algorithm\?/);
  });

  it('tells the drainer of open runs, of new ones, and of their ends', () => {
    const core = createCore(createSilentWarnings());
    const early = startRunOn(core, { job: 'j', runId: 'early' });
    const seen: string[] = [];
    const unregister = core.register({
      clientUpdates: 'points',
      runStarted: (run) => seen.push(`started ${run.identity.id}`),
      runEnded: (run) => seen.push(`ended ${run.identity.id}`),
      flush: () => Promise.resolve(true),
    });
    const late = startRunOn(core, { job: 'j', runId: 'late' });
    void early.finish();
    void late.finish();
    void late.finish();
    assert.deepEqual(seen, ['started early', 'started late', 'ended early', 'ended late']);
    assert.equal(core.openRuns.size, 0);
    unregister();
    assert.equal(core.drainer, undefined);
  });
});
