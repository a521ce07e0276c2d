import assert from 'node:assert/strict';
import type { RunOptions } from '../../lib/types.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../lib/support/memory-sdk.js';
import { record } from '../lib/support/recording.js';

const STATISTICS = [
  'fl.round.samples',
  'fl.round.bytes.up',
  'fl.round.bytes.down',
  'fl.round.gradient.norm_dispersion',
  'fl.round.train.loss',
];
const PER_CLIENT_METRICS = ['fl.update.size', 'fl.update.staleness', 'fl.task.duration'];

/** What a histogram's point holds. */
interface HistogramValue {
  readonly count: number;
  readonly sum: number;
}

describe('small groups', () => {
  let sdk: MemorySdk;

  beforeEach(() => {
    sdk = install(createMemorySdk());
  });

  afterEach(uninstall);

  /** A round in which so many clients say everything. */
  function playRound(options: Partial<RunOptions>, clients: number, results = {}) {
    const recording = record(options);
    const round = recording.run.startRound({ number: 1 });
    for (let index = 0; index < clients; index++) {
      const client = `client-${index}`;
      round.startTask({ client });
      round.clientUpdate({
        client,
        samples: 10,
        gradientNorm: index,
        bytesSent: 1000 + index,
        bytesReceived: 100,
        staleness: 2,
      });
    }
    round.end(results);
    return { ...recording, round, attributes: recording.event('fl.round.finished').attributes };
  }

  const histogram = async (name: string) => (await sdk.value(name)) as HistogramValue | undefined;
  const received = () => sdk.value('fl.communication.io', { 'network.io.direction': 'receive' });

  it('show counts only, in events, spans and metrics', async () => {
    const given = { trainLoss: 0.5, samples: 40, bytesUp: 4000, bytesDown: 400, gradientNormDispersion: 1 };
    const { attributes, warnings } = playRound({ privacy: { minGroup: 5 } }, 4, given);
    const [span] = sdk.spansOf('fl.round');
    for (const key of STATISTICS) {
      assert.equal(attributes[key], undefined, key);
      assert.equal(span?.attributes[key], undefined, key);
    }
    assert.equal(attributes['fl.round.clients.completed'], 4);
    assert.equal(await sdk.value('fl.client.updates', { 'fl.update.result': 'accepted' }), 4);
    assert.equal(await received(), 0);
    for (const name of [...PER_CLIENT_METRICS, 'fl.samples.per_round', 'fl.train.loss']) {
      assert.equal(await sdk.value(name), undefined, name);
    }
    assert.match(warnings.find(({ about }) => about === 'minGroup')?.message ?? '', /over 4 clients.*minGroup is 5/);
  });

  it('are hidden up to the threshold and no further', async () => {
    const { attributes } = playRound({ privacy: { minGroup: 5 } }, 5, { trainLoss: 0.5 });
    for (const key of STATISTICS) assert.notEqual(attributes[key], undefined, key);
    assert.equal(await received(), 5010);
    assert.deepEqual(
      await Promise.all(PER_CLIENT_METRICS.map(async (name) => (await histogram(name))?.count)),
      [5, 5, 5],
    );
    assert.equal((await histogram('fl.update.size'))?.sum, 5010);
  });

  it('hide nothing where each client is shown anyway', async () => {
    const { attributes } = playRound({}, 1, { trainLoss: 0.5 });
    assert.equal(attributes['fl.round.bytes.up'], 1000);
    assert.equal(attributes['fl.round.train.loss'], 0.5);
    assert.equal((await histogram('fl.update.size'))?.count, 1);
  });

  it('are counted by who gave the value, not by who took part', async () => {
    const recording = record({ privacy: { minGroup: 5 } });
    const round = recording.run.startRound({ number: 1 });
    for (let index = 0; index < 6; index++) {
      round.clientUpdate({ client: `c${index}`, ...(index === 0 ? { bytesSent: 7, samples: 3 } : {}) });
    }
    // One client that says it often is one client.
    for (let index = 0; index < 6; index++) round.clientUpdate({ client: 'c0', bytesSent: 7 });
    round.end();
    const { attributes } = recording.event('fl.round.finished');
    assert.equal(attributes['fl.round.clients.completed'], 6);
    assert.equal(attributes['fl.round.bytes.up'], undefined);
    assert.equal(attributes['fl.round.samples'], undefined);
    assert.equal(await received(), 0);
    assert.equal(await histogram('fl.update.size'), undefined);
  });

  it('are series too: the one failed task of a round has none', async () => {
    const recording = record({ privacy: { minGroup: 5 } });
    const round = recording.run.startRound({ number: 1 });
    for (let index = 0; index < 6; index++) round.startTask({ client: `c${index}` }).end();
    round.startTask({ client: 'failing' }).end({ error: new TypeError('x') });
    round.end();
    assert.equal(((await sdk.value('fl.task.duration')) as HistogramValue).count, 6);
    assert.equal(await sdk.value('fl.task.duration', { 'error.type': 'TypeError' }), undefined);
  });

  it('count the stragglers of a round among its tasks', async () => {
    const recording = record({ privacy: { minGroup: 5 } });
    const round = recording.run.startRound({ number: 1 });
    for (let index = 0; index < 5; index++) round.startTask({ client: `c${index}` });
    round.end();
    const late = (await sdk.value('fl.task.duration', { 'error.type': 'straggler' })) as HistogramValue;
    assert.equal(late.count, 5);
  });

  it('tell nothing before their round has ended, nor for updates outside a round', async () => {
    const recording = record({ privacy: { minGroup: 2 } });
    const round = recording.run.startRound({ number: 1 });
    for (const client of ['a', 'b', 'c']) round.clientUpdate({ client, bytesSent: 100 });
    assert.equal(await received(), 0);
    assert.equal(await histogram('fl.update.size'), undefined);
    round.end();
    assert.equal(await received(), 300);
    round.clientUpdate({ client: 'a', bytesSent: 100 });
    recording.run.clientUpdate({ round: 7, client: 'b', bytesSent: 100 });
    assert.equal(await received(), 300);
    assert.equal(await sdk.value('fl.client.updates', { 'fl.update.result': 'late' }), 1);
  });

  it('have no histograms of values that are hidden, however large they are', async () => {
    playRound({ privacy: { perClient: false } }, 50);
    for (const name of PER_CLIENT_METRICS) assert.equal(await sdk.value(name), undefined, name);
    assert.equal(await received(), 50 * 1000 + (49 * 50) / 2);
    uninstall();
    sdk = install(createMemorySdk());
    playRound({ privacy: { perClient: ['bytesSent'] } }, 50);
    assert.deepEqual(await Promise.all(PER_CLIENT_METRICS.map(async (name) => (await histogram(name))?.count)), [
      50,
      undefined,
      undefined,
    ]);
  });

  it('apply to the sums of secure aggregation', () => {
    assert.equal(playRound({ secureAggregation: true }, 4).attributes['fl.round.samples'], undefined);
    assert.equal(playRound({ secureAggregation: true }, 5).attributes['fl.round.samples'], 50);
  });

  it('believe the app how many clients completed, where it counts itself', () => {
    const { event, run } = record({ privacy: { minGroup: 5 } });
    run.startRound({ number: 1 }).end({ completed: 20, trainLoss: 0.5 });
    assert.equal(event('fl.round.finished').attributes['fl.round.train.loss'], 0.5);
    const silent = record({ privacy: { minGroup: 5 } });
    silent.run.startRound({ number: 1 }).end({ trainLoss: 0.5 });
    assert.equal(silent.event('fl.round.finished').attributes['fl.round.train.loss'], undefined);
  });
});
