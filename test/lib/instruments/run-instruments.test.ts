import assert from 'node:assert/strict';
import { instruments } from '../../../semconv/index.js';
import { assertInRegistry, type EmittedMetric } from '../../support/registry-check.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../support/memory-sdk.js';
import { record } from '../support/recording.js';

describe('instruments', () => {
  let sdk: MemorySdk;

  beforeEach(() => {
    sdk = install(createMemorySdk());
  });

  afterEach(uninstall);

  /** Everything that moves an instrument. */
  async function playRun(): Promise<void> {
    const { run } = record({ runId: 'r1', totalClients: 100, modelParameters: 25_450 });
    const round = run.startRound({ number: 1, selected: 5 });
    for (const client of ['a', 'b', 'c', 'd']) {
      round.startTask({ client });
    }
    round.startTask({ client: 'a', operation: 'my own thing' });
    round.clientUpdate({ client: 'a', samples: 10, bytesSent: 1000, bytesReceived: 500, baseRound: 0 });
    round.clientUpdate({ client: 'a', operation: 'my own thing', staleness: 3 });
    round.dropout({ client: 'b', reason: 'timed out after 30 s' });
    round.dropout({ client: 'c', reason: 'because of reasons of client c' });
    round.communicationFailure({ client: 'd', reason: 'reset' });
    round.aggregate(() => 1);
    round.end({ accuracy: 0.5, loss: 1, trainLoss: 2 });
    run.startRound({ number: 2 }).end({ accuracy: 0.4, error: 'quorum' });
    run.clientUpdate({ round: 1, client: 'z' });
  }

  it('show the rounds', async () => {
    await playRun();
    const job = { 'fl.job.name': 'digits' };
    const values = await Promise.all(
      [
        'rounds.completed',
        'rounds.failed',
        'accuracy',
        'best.accuracy',
        'eval.loss',
        'train.loss',
        'samples.per_round',
      ].map((name) => sdk.value(`fl.${name}`, job)),
    );
    assert.deepEqual(values, [1, 1, 0.4, 0.5, 1, 2, 10]);
  });

  it('show what clients do, with closed sets of attribute values', async () => {
    await playRun();
    const counter = (name: string, attributes: Record<string, string>) => sdk.value(`fl.${name}`, attributes);
    const operation = 'fl.operation.name';
    assert.equal(await counter('client.updates', { [operation]: 'train', 'fl.update.result': 'accepted' }), 1);
    assert.equal(await counter('client.updates', { [operation]: '_OTHER', 'fl.update.result': 'accepted' }), 1);
    assert.equal(await counter('client.updates', { [operation]: 'train', 'fl.update.result': 'late' }), 1);
    assert.equal(await counter('client.dropouts', { 'fl.dropout.type': 'timeout' }), 1);
    assert.equal(await counter('client.dropouts', { 'fl.dropout.type': '_OTHER' }), 1);
    assert.equal(await counter('communication.failures', {}), 1);
    assert.equal(await counter('communication.io', { 'network.io.direction': 'receive' }), 1000);
    assert.equal(await counter('communication.io', { 'network.io.direction': 'transmit' }), 500);
  });

  /** Clients that rounds selected so far, by outcome. */
  async function selections(): Promise<unknown[]> {
    return await Promise.all(
      ['completed', 'failed', 'dropped', 'straggler'].map((outcome) =>
        sdk.value('fl.client.selections', { 'fl.selection.outcome': outcome }),
      ),
    );
  }

  it('show what became of the clients that rounds selected, as the round events count them', async () => {
    const { run, events } = record();
    assert.deepEqual(await selections(), [0, 0, 0, 0]);
    const round = run.startRound({ number: 1, selected: 6 });
    round.clientUpdate({ client: 'a' });
    round.clientUpdate({ client: 'a' });
    round.clientUpdate({ client: 'b' });
    round.dropout({ client: 'c', reason: 'timeout' });
    round.communicationFailure({ client: 'd', reason: 'reset' });
    assert.deepEqual(await selections(), [0, 0, 0, 0], 'nothing is decided while the round is open');
    round.end();
    assert.deepEqual(await selections(), [2, 1, 1, 2]);
    run.startRound({ number: 2, selected: 3 }).end({ completed: 1, stragglers: 2 });
    assert.deepEqual(await selections(), [3, 1, 1, 4]);
    round.clientUpdate({ client: 'e' });
    assert.deepEqual(await selections(), [3, 1, 1, 4], 'a late update changes no ended round');
    const selected = events('fl.round.finished').map(({ attributes }) => attributes['fl.round.clients.selected']);
    assert.deepEqual(selected, [6, 3]);
  });

  it('know no stragglers of asynchronous rounds', async () => {
    const { run } = record({ mode: 'async' });
    const round = run.startRound({ number: 1, selected: 5 });
    round.startTask({ client: 'slow' });
    round.clientUpdate({ client: 'a' });
    round.end();
    assert.deepEqual(await selections(), [1, 0, 0, 0]);
  });

  it('have the buckets of the registry', async () => {
    await playRun();
    const duration = (await sdk.value('fl.round.duration')) as { count: number; buckets: { boundaries: number[] } };
    assert.equal(duration.count, 2);
    assert.deepEqual(duration.buckets.boundaries, instruments.roundDuration.buckets);
    const staleness = (await sdk.value('fl.update.staleness')) as { count: number; sum: number };
    assert.deepEqual([staleness.count, staleness.sum], [2, 4]);
  });

  it('start counters at zero', async () => {
    record();
    for (const name of [
      'rounds.completed',
      'rounds.failed',
      'communication.failures',
      'client.updates',
      'client.selections',
      'communication.io',
    ]) {
      assert.equal(await sdk.value(`fl.${name}`), 0, name);
    }
  });

  it('count every update that was recorded before a collection, and none twice', async () => {
    const { run } = record();
    const round = run.startRound({ number: 1 });
    const updates = () => sdk.value('fl.client.updates', { 'fl.update.result': 'accepted' });
    for (const [more, total] of [
      [1, 1],
      [999, 1000],
      [2, 1002],
    ] as const) {
      for (let count = 0; count < more; count++) {
        round.clientUpdate({ client: `c${count}`, bytesSent: 3 });
      }
      assert.equal(await updates(), total);
      assert.equal(await sdk.value('fl.communication.io', { 'network.io.direction': 'receive' }), 3 * total);
    }
    await run.finish();
    round.clientUpdate({ client: 'late' });
    assert.equal(await sdk.value('fl.client.updates', { 'fl.update.result': 'accepted' }), 1003);
  });

  it('leave updates to the provider under which they were recorded', async () => {
    const { run } = record();
    run.startRound({ number: 1 }).clientUpdate({ client: 'a' });
    const first = sdk;
    uninstall();
    sdk = install(createMemorySdk());
    run.startRound({ number: 2 }).clientUpdate({ client: 'a' });
    const accepted = { 'fl.update.result': 'accepted' };
    assert.equal(await first.value('fl.client.updates', accepted), 1);
    assert.equal(await sdk.value('fl.client.updates', accepted), 1);
  });

  it('count runs that go on, and show which', async () => {
    const first = record({ runId: 'r1' });
    record({ runId: 'r2' });
    assert.equal(await sdk.value('fl.active.runs'), 2);
    assert.equal(await sdk.value('fl.run.info', { 'fl.run.id': 'r1' }), 1);
    await first.run.finish();
    first.run.startRound({ number: 9 }).end();
    assert.equal(await sdk.value('fl.active.runs'), 1);
    assert.equal(await sdk.value('fl.run.info', { 'fl.run.id': 'r1' }), 0);
    assert.equal(await sdk.value('fl.run.info', { 'fl.run.id': 'r2' }), 1);
  });

  it('are not broken by odd numbers', async () => {
    const { run } = record();
    run.clientUpdate({ round: 1, client: 'a', bytesSent: -5, bytesReceived: 7, staleness: -1 });
    run.startRound({ number: 1 }).end({ accuracy: Number.NaN, duration: Number.NaN });
    run.startRound({ number: 2 }).end({ accuracy: 0.1 });
    assert.equal(await sdk.value('fl.communication.io', { 'network.io.direction': 'receive' }), 0);
    assert.equal(await sdk.value('fl.communication.io', { 'network.io.direction': 'transmit' }), 7);
    assert.equal(await sdk.value('fl.best.accuracy'), 0.1);
    assert.equal(((await sdk.value('fl.round.duration')) as { count: number }).count, 1);
  });

  it('are all there, and as the registry says', async () => {
    await playRun();
    const scopes = await sdk.metrics();
    const emitted = scopes.flatMap((scope) =>
      scope.metrics.map(
        (metric): EmittedMetric => ({
          name: metric.descriptor.name,
          unit: metric.descriptor.unit,
          kind: metric.dataPointType === 0 ? 'histogram' : metric.dataPointType === 2 ? 'gauge' : 'sum',
          scope: scope.scope.name,
          points: metric.dataPoints.map((point) => ({ attributes: point.attributes })),
        }),
      ),
    );
    assertInRegistry({ metrics: emitted });
    assert.deepEqual(
      emitted.map((metric) => metric.name).sort(),
      Object.values(instruments)
        .map((descriptor) => descriptor.name)
        .sort(),
    );
    const ids = emitted.filter((metric) => metric.points.some((point) => 'fl.run.id' in point.attributes));
    assert.deepEqual(
      ids.map((metric) => metric.name),
      ['fl.run.info'],
    );
  });
});
