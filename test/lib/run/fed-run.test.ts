import assert from 'node:assert/strict';
import { record } from '../support/recording.js';

describe('run', () => {
  it('records checkpoints, metadata, evaluations, artifacts, params, tags and texts', () => {
    const { run, event } = record();
    run.checkpoint({ path: 'm/1.bin', round: 1, size: 12, metadata: { best: true } });
    run.serverMetadata({ host: 'h', gpu: { count: 2 }, dbPassword: 'x' });
    run.evaluation({
      round: 2,
      split: 'test',
      loss: 0.5,
      accuracy: 0.9,
      samples: 100,
      duration: 1.5,
      metrics: { f1: 0.8 },
    });
    run.artifact({ name: 'model', path: 'm/best.bin', type: 'model' });
    run.params({ lr: 0.1, layers: [1, 2] });
    run.tags({ team: 'a' });
    run.text({ note: 'hello' });
    assert.deepEqual(event('fl.checkpoint.saved').attributes, {
      'fl.checkpoint.path': 'm/1.bin',
      'fl.round.number': 1,
      'fl.checkpoint.size': 12,
      'fl.checkpoint.metadata.best': true,
    });
    assert.deepEqual(event('fl.server.metadata').attributes, {
      'fl.server.metadata.host': 'h',
      'fl.server.metadata.gpu': { count: 2 },
      'fl.server.metadata.dbPassword': '[redacted]',
    });
    assert.deepEqual(event('fl.evaluation.result').attributes, {
      'fl.round.number': 2,
      'fl.evaluation.scope': 'central',
      'fl.evaluation.split': 'test',
      'fl.evaluation.loss': 0.5,
      'fl.evaluation.accuracy': 0.9,
      'fl.evaluation.samples': 100,
      'fl.evaluation.duration': 1.5,
      'fl.evaluation.metric.f1': 0.8,
    });
    assert.deepEqual(event('fl.artifact.registered').attributes, {
      'fl.artifact.name': 'model',
      'fl.artifact.path': 'm/best.bin',
      'fl.artifact.type': 'model',
    });
    assert.deepEqual(event('fl.run.params').attributes, { 'fl.param.lr': 0.1, 'fl.param.layers': [1, 2] });
    assert.deepEqual(event('fl.run.tags').attributes, { 'fl.tag.team': 'a' });
    assert.deepEqual(event('fl.run.text').attributes, { 'fl.text.note': 'hello' });
  });

  it('records no event that would say nothing', () => {
    const { run, events, warnings } = record();
    run.params({});
    run.tags({});
    run.checkpoint({ path: '' });
    run.artifact({ name: 'model', path: undefined as never });
    assert.equal(events().length, 1);
    assert.deepEqual(
      warnings.map((warning) => warning.about),
      ['checkpoint.path', 'artifact.path'],
    );
  });

  it('counts what it emitted when it ends', async () => {
    const { run, event } = record();
    const round = run.startRound({ number: 1 });
    round.clientUpdate({ client: 'a', loss: 1 });
    round.clientUpdate({ client: 'b', loss: 1 });
    round.end();
    run.startRound({ number: 2 });
    run.params({ lr: 1 });
    await run.finish();
    assert.deepEqual(event('fl.run.finished').attributes, {
      'fl.run.state': 'finished',
      'fl.run.emitted.updates': 2,
      'fl.run.emitted.rounds': 1,
      'fl.run.emitted.events': 5,
      'fl.run.emitted.dropped': 0,
    });
  });

  it('counts what found the outbox full', async () => {
    const { run, core, warnings, events } = record();
    const large = 'x'.repeat(16_000);
    for (let i = 0; i < 3000; i++) {
      run.text({ a: large });
    }
    const waiting = events().length;
    assert.ok(waiting < 3000);
    assert.ok(core.outbox.events.dropped > 900);
    assert.equal(warnings.filter((warning) => warning.code === 'FEDOTEL_DROPPED').length > 0, true);
    const { events: queue } = core.outbox;
    queue.acknowledge(queue.peek({ maxRecords: 5000, maxBytes: Number.POSITIVE_INFINITY }));
    await run.finish();
    const [finished] = events();
    assert.equal(finished?.attributes['fl.run.emitted.dropped'], core.outbox.events.dropped);
    assert.equal(finished?.attributes['fl.run.emitted.events'], waiting);
  });

  it('ends as failed with an error, or when told', async () => {
    const failed = record();
    await failed.run.finish({ error: new RangeError('x') });
    assert.equal(failed.event('fl.run.finished').attributes['fl.run.state'], 'failed');
    assert.equal(failed.event('fl.run.finished').attributes['error.type'], 'RangeError');
    const told = record();
    await told.run.finish({ state: 'failed' });
    assert.equal(told.event('fl.run.finished').attributes['error.type'], '_OTHER');
  });

  it('ends once, by whomever', async () => {
    const { run, core, events } = record();
    const [open] = core.openRuns;
    open?.end('interrupted');
    assert.equal(run.finish(), run.finish());
    await run.finish();
    await run[Symbol.asyncDispose]();
    assert.equal(events('fl.run.finished').length, 1);
    assert.equal(events('fl.run.finished')[0]?.attributes['fl.run.state'], 'interrupted');
  });

  it('records nothing after an interruption, which the process does not outlive', () => {
    const { run, core, events } = record();
    const round = run.startRound({ number: 1 });
    const [open] = core.openRuns;
    open?.end('interrupted');
    round.clientUpdate({ client: 'a', loss: 1 });
    round.end({ accuracy: 1 });
    run.checkpoint({ path: 'x' });
    assert.equal(core.outbox.points.size, 0);
    assert.deepEqual([events('fl.round.finished').length, events('fl.checkpoint.saved').length], [0, 0]);
  });

  it('waits for telemetry when it finishes, and outlives one that fails', async () => {
    const { run, core } = record();
    const waits: number[] = [];
    core.register({
      clientUpdates: 'points',
      runStarted: () => undefined,
      runEnded: () => undefined,
      flush: (seconds) => {
        waits.push(seconds);
        return Promise.reject(new Error('gone'));
      },
    });
    await run.finish();
    assert.deepEqual(waits, [2]);
  });

  it('says when it ends and nothing was ever sent', async () => {
    const { run, warnings } = record();
    await run.finish();
    assert.equal(warnings[0]?.code, 'FEDOTEL_NOT_STARTED');
  });

  it('records no updates for a drainer that wants none, and counts them in their round', () => {
    const { run, core, updates, event } = record();
    core.register({
      clientUpdates: 'off',
      runStarted: () => undefined,
      runEnded: () => undefined,
      flush: () => Promise.resolve(true),
    });
    const round = run.startRound({ number: 0 });
    round.clientUpdate({ client: 'a' });
    round.end();
    assert.deepEqual(updates(), []);
    assert.equal(event('fl.round.finished').attributes['fl.round.clients.completed'], 1);
  });

  it('works with its methods taken apart', () => {
    const { run, updates } = record();
    const { clientUpdate, startRound } = run;
    const { end } = startRound({ number: 3 });
    clientUpdate({ round: 3, client: 'a' });
    end();
    clientUpdate({ round: 3, client: 'b' });
    assert.deepEqual(
      updates().map((update) => update.marker['fl.update.result']),
      ['accepted', 'late'],
    );
  });
});
