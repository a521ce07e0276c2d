import assert from 'node:assert/strict';
import fc from 'fast-check';
import { record } from '../support/recording.js';

const COUNTS = ['selected', 'completed', 'failed', 'dropped', 'stragglers'] as const;

/** The five counts of a round's event. */
function countsOf(attributes: Readonly<Record<string, unknown>>): number[] {
  return COUNTS.map((name) => Number(attributes[`fl.round.clients.${name}`]));
}

describe('rounds', () => {
  it('record start, tasks and results', () => {
    const { run, events } = record({ algorithm: 'FedAvg' });
    const round = run.startRound({ number: 0, selected: 4 });
    for (const client of ['a', 'b', 'c', 'd']) {
      round.startTask({ client });
    }
    round.clientUpdate({ client: 'a', samples: 10, bytesSent: 100, bytesReceived: 50, gradientNorm: 1 });
    round.clientUpdate({ client: 'b', samples: 20, bytesSent: 100, bytesReceived: 50, gradientNorm: 3 });
    round.dropout({ client: 'c', reason: 'battery empty' });
    assert.equal(
      round.aggregate(() => 'weights'),
      'weights',
    );
    round.end({
      accuracy: 0.5,
      loss: 1.5,
      trainLoss: 2,
      metrics: { f1: 0.4 },
      algorithmMetadata: { momentum: 0.9, nested: { a: [1] } },
      privacy: { epsilon: 1.5, delta: 1e-5 },
    });
    const [, started, , , , , dropout, finished] = events();
    assert.deepEqual(started?.attributes, { 'fl.round.number': 0, 'fl.round.clients.selected': 4 });
    assert.deepEqual(dropout?.attributes, {
      'fl.round.number': 0,
      'fl.client.id': 'c',
      'fl.operation.name': 'train',
      'fl.dropout.reason': 'battery empty',
      'fl.dropout.type': 'battery',
    });
    const {
      'fl.round.duration': duration,
      'fl.round.aggregation.duration': aggregation,
      ...rest
    } = finished?.attributes ?? {};
    assert.ok(Number(duration) >= Number(aggregation) && Number(aggregation) >= 0);
    assert.deepEqual(rest, {
      'fl.round.number': 0,
      'fl.round.result': 'completed',
      'fl.round.clients.selected': 4,
      'fl.round.clients.completed': 2,
      'fl.round.clients.failed': 0,
      'fl.round.clients.dropped': 1,
      'fl.round.clients.stragglers': 1,
      'fl.round.train.loss': 2,
      'fl.round.eval.loss': 1.5,
      'fl.round.accuracy': 0.5,
      'fl.round.samples': 30,
      'fl.round.bytes.up': 200,
      'fl.round.bytes.down': 100,
      'fl.round.gradient.norm_dispersion': Math.SQRT2,
      'fl.privacy.epsilon': 1.5,
      'fl.privacy.delta': 1e-5,
      'fl.round.metric.f1': 0.4,
      'fl.round.metadata.momentum': 0.9,
      'fl.round.metadata.nested': { a: [1] },
    });
  });

  it('end with nothing but counts', () => {
    const { run, event } = record();
    run.startRound({ number: 7 }).end({ selected: 10, completed: 8, failed: 1 });
    assert.deepEqual(countsOf(event('fl.round.finished').attributes), [10, 8, 1, 0, 1]);
  });

  it('end once', () => {
    const { run, events } = record();
    const round = run.startRound({ number: 1 });
    round.end({ accuracy: 1 });
    round.end({ accuracy: 2 });
    assert.equal(events('fl.round.finished').length, 1);
  });

  it('take results from the app before their own', () => {
    const { run, event } = record();
    const round = run.startRound({ number: 1 });
    round.clientUpdate({ client: 'a', samples: 1, bytesSent: 1 });
    round.end({
      samples: 5,
      bytesUp: 6,
      bytesDown: 7,
      gradientNormDispersion: 8,
      aggregationDuration: 9,
      duration: 10,
    });
    const { attributes } = event('fl.round.finished');
    assert.deepEqual(
      ['samples', 'bytes.up', 'bytes.down', 'gradient.norm_dispersion', 'aggregation.duration', 'duration'].map(
        (name) => attributes[`fl.round.${name}`],
      ),
      [5, 6, 7, 8, 9, 10],
    );
  });

  it('fail with an error or when told', () => {
    const { run, events } = record();
    run.startRound({ number: 1 }).end({ error: new TypeError('quorum') });
    run.startRound({ number: 2 }).end({ error: 'quorum' });
    run.startRound({ number: 3 }).end({ result: 'failed' });
    run.startRound({ number: 4 }).end({ result: 'completed', error: 'ignored' });
    assert.deepEqual(
      events('fl.round.finished').map(({ attributes }) => [attributes['fl.round.result'], attributes['error.type']]),
      [
        ['failed', 'TypeError'],
        ['failed', 'quorum'],
        ['failed', '_OTHER'],
        ['completed', undefined],
      ],
    );
  });

  it('count a client once, by what became of it', () => {
    const { run, event } = record();
    const round = run.startRound({ number: 1 });
    round.communicationFailure({ client: 'retried', reason: 'reset' });
    round.clientUpdate({ client: 'retried', samples: 5, gradientNorm: 1 });
    round.clientUpdate({ client: 'retried', samples: 6, gradientNorm: 2 });
    round.dropout({ client: 'retried', reason: 'gone after its update' });
    round.clientUpdate({ client: 'broken', state: 'failed' });
    round.clientUpdate({ client: 'refused', result: 'rejected' });
    round.clientUpdate({ client: 'gone', state: 'dropped' });
    round.clientUpdate({ client: 'idle', state: 'idle' });
    round.dropout({ client: 'first dropped, then failed', reason: 'x' });
    round.communicationFailure({ client: 'first dropped, then failed', reason: 'x' });
    round.end();
    const { attributes } = event('fl.round.finished');
    assert.deepEqual(countsOf(attributes), [6, 1, 3, 1, 1]);
    assert.equal(attributes['fl.round.samples'], 6);
  });

  it('never count other operations', () => {
    const { run, event } = record();
    const round = run.startRound({ number: 1 });
    round.startTask({ client: 'a', operation: 'evaluate' });
    round.startTask({ client: 'b', operation: 'evaluate' });
    round.startTask({ client: 'c', operation: 'evaluate' });
    round.clientUpdate({ client: 'a', operation: 'evaluate', samples: 9, bytesSent: 9 });
    round.dropout({ client: 'b', reason: 'x', operation: 'evaluate' });
    round.communicationFailure({ client: 'c', reason: 'x' });
    round.end();
    const { attributes } = event('fl.round.finished');
    assert.deepEqual(countsOf(attributes), [0, 0, 0, 0, 0]);
    assert.equal(attributes['fl.round.samples'], undefined);
    assert.equal(event('fl.client.dropout').attributes['fl.operation.name'], 'evaluate');
  });

  it('mark what comes after their end as late and rewrite nothing', () => {
    const { run, updates, event } = record();
    const round = run.startRound({ number: 1 });
    round.end();
    round.clientUpdate({ client: 'a', baseRound: 0 });
    run.clientUpdate({ round: 1, client: 'b' });
    round.clientUpdate({ client: 'c', result: 'rejected' });
    round.clientUpdate({ client: 'd', operation: 'evaluate' });
    assert.deepEqual(
      updates().map((update) => update.marker['fl.update.result']),
      ['late', 'late', 'rejected', 'accepted'],
    );
    assert.equal(updates()[0]?.marker['fl.update.base_round'], 0);
    assert.deepEqual(countsOf(event('fl.round.finished').attributes), [0, 0, 0, 0, 0]);
  });

  it('overlap, skip and need not be started', () => {
    const { run, updates, events } = record();
    const first = run.startRound({ number: 1 });
    const fifth = run.startRound({ number: 5 });
    fifth.clientUpdate({ client: 'a' });
    first.clientUpdate({ client: 'b' });
    fifth.end();
    run.clientUpdate({ round: 1, client: 'c' });
    run.clientUpdate({ round: 99, client: 'd' });
    first.end();
    assert.deepEqual(
      updates().map((update) => [update.round, update.marker['fl.update.result']]),
      [5, 1, 1, 99].map((round) => [round, 'accepted']),
    );
    assert.deepEqual(
      events('fl.round.finished').map(({ attributes }) => [
        attributes['fl.round.number'],
        attributes['fl.round.clients.completed'],
      ]),
      [
        [5, 1],
        [1, 2],
      ],
    );
  });

  it('repeat: the newer one counts from then on', () => {
    const { run, updates, events } = record();
    run.startRound({ number: 1 }).end();
    const again = run.startRound({ number: 1 });
    run.clientUpdate({ round: 1, client: 'a' });
    again.end();
    assert.equal(updates()[0]?.marker['fl.update.result'], 'accepted');
    assert.deepEqual(
      events('fl.round.finished').map(({ attributes }) => attributes['fl.round.clients.completed']),
      [0, 1],
    );
  });

  it('have no stragglers when aggregation is asynchronous', () => {
    const { run, event } = record({ mode: 'async' });
    const round = run.startRound({ number: 1, selected: 3 });
    for (const client of ['a', 'b', 'c']) {
      round.startTask({ client });
    }
    round.clientUpdate({ client: 'a' });
    round.end();
    assert.deepEqual(countsOf(event('fl.round.finished').attributes), [1, 1, 0, 0, 0]);
  });

  it('say when the numbers of the app contradict each other', () => {
    const { run, events, warnings } = record();
    run.startRound({ number: 1 }).end({ selected: 3, completed: 5 });
    assert.deepEqual(countsOf(events('fl.round.finished')[0]?.attributes ?? {}), [5, 5, 0, 0, 0]);
    run.startRound({ number: 2, selected: 10 }).end({ completed: 5, stragglers: 1 });
    assert.deepEqual(countsOf(events('fl.round.finished')[1]?.attributes ?? {}), [6, 5, 0, 0, 1]);
    assert.deepEqual(new Set(warnings.map((warning) => warning.code)), new Set(['FEDOTEL_COUNTS']));
  });

  it('keep unknown results as free ones and hint at near misses', () => {
    const { run, event, warnings } = record();
    run.startRound({ number: 1 }).end({ train_loss: 1, note: 'x', metrics: { f1: 1 } } as never);
    const { attributes } = event('fl.round.finished');
    assert.equal(attributes['fl.round.metric.train_loss'], 1);
    assert.equal(attributes['fl.round.metric.f1'], 1);
    assert.equal(attributes['fl.round.metadata.note'], 'x');
    assert.match(warnings[0]?.message ?? '', /did you mean trainLoss\?/);
  });

  it('measure from a start that the app gives', () => {
    const { run, event } = record();
    run.startRound({ number: 1, time: Date.now() - 60_000 }).end();
    assert.ok(Number(event('fl.round.finished').attributes['fl.round.duration']) >= 60);
    assert.ok((event('fl.round.started').time[0] ?? 0) <= Date.now() / 1000 - 59);
  });

  it('always add up, whatever happens in them', () => {
    const client = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ call: fc.constant('startTask'), client, operation: fc.constantFrom('train', 'evaluate', undefined) }),
      fc.record({
        call: fc.constant('clientUpdate'),
        client,
        operation: fc.constantFrom('train', 'evaluate', undefined),
        state: fc.constantFrom('active', 'idle', 'dropped', 'failed', undefined),
        result: fc.constantFrom('accepted', 'rejected', 'stale', undefined),
      }),
      fc.record({ call: fc.constant('dropout'), client, reason: fc.string() }),
      fc.record({ call: fc.constant('communicationFailure'), client, reason: fc.string() }),
    );
    const given = fc.record(
      { selected: fc.nat(9), completed: fc.nat(9), failed: fc.nat(9), dropped: fc.nat(9), stragglers: fc.nat(9) },
      { requiredKeys: [] },
    );
    const mode = fc.constantFrom('sync' as const, 'semi_sync' as const, 'async' as const);
    fc.assert(
      fc.property(
        mode,
        fc.option(fc.nat(9), { nil: undefined }),
        fc.array(step),
        given,
        (aggregation, selected, steps, results) => {
          const { run, event } = record({ mode: aggregation });
          const round = run.startRound({ number: 1, selected });
          const touched = new Set<string>();
          for (const { call, ...options } of steps) {
            round[call as 'clientUpdate'](options as never);
            touched.add(options.client);
          }
          round.end(results);
          const [total = 0, ...parts] = countsOf(event('fl.round.finished').attributes);
          assert.equal(
            total,
            parts.reduce((sum, part) => sum + part, 0),
          );
          if (Object.keys(results).length === 0) {
            assert.ok(total <= Math.max(touched.size, selected ?? 0));
          }
        },
      ),
    );
  });
});
