import assert from 'node:assert/strict';

import { type Arrival, createHub, type Hub } from '../../../examples/digits/hub.js';
import { receiveTasks, upload } from '../../../examples/digits/link.js';
import type { TrainMessage, TrainReply } from '../../../examples/digits/messages.js';
import { initialWeights } from '../../../examples/digits/model.js';

const weights = initialWeights(1);
const trace = { fedotel: '{}' };
const message: TrainMessage = { round: 2, deadlineSeconds: 1, weights, trace };
const reply: TrainReply = {
  ...{ round: 2, weights, samples: 10, loss: 0.5, accuracy: 0.75, gradientNorm: 1, trainSeconds: 0.1 },
  report: { v: 1, start: 1, end: 2 },
};

/** Far longer than anything here takes: only a fault reaches it. */
const PATIENCE_SECONDS = 5;

describe('digits: wire', () => {
  let hub: Hub;

  beforeEach(async () => {
    hub = await createHub(['a', 'b']);
  });

  afterEach(() => hub.close());

  const next = async (): Promise<Arrival> => {
    const arrival = await hub.next(PATIENCE_SECONDS);
    assert.ok(arrival !== undefined, 'nothing arrived');
    return arrival;
  };

  it('brings tasks to the client that they are for, in order', async () => {
    const tasks = receiveTasks(hub.url, 'a');
    const first = tasks.next();
    assert.deepEqual(await next(), { kind: 'joined', client: 'a' });
    assert.equal(hub.connected('a'), true);
    assert.equal(hub.connected('b'), false);
    assert.ok(hub.send('a', message) > weights.byteLength);
    hub.send('a', { ...message, round: 3 });
    assert.deepEqual((await first).value, message);
    assert.equal((await tasks.next()).value?.round, 3);
    await tasks.return(undefined);
    assert.deepEqual(await next(), { kind: 'left', client: 'a' });
    assert.equal(hub.connected('a'), false);
  });

  it('ends the clients’ streams when it closes', async () => {
    const end = receiveTasks(hub.url, 'a').next();
    await next();
    await hub.close();
    assert.equal((await end).done, true);
  });

  it('brings answers to the server, with their size', async () => {
    await upload(hub.url, 'b', reply, false);
    const arrival = await next();
    assert.ok(arrival.kind === 'reply');
    assert.equal(arrival.client, 'b');
    assert.deepEqual(arrival.reply, reply);
    assert.ok(arrival.bytes > weights.byteLength);
  });

  it('notices an upload that breaks off, which the client then repeats', async () => {
    await upload(hub.url, 'b', reply, true);
    const arrivals = [await next(), await next()].sort((x, y) => x.kind.localeCompare(y.kind));
    assert.deepEqual(arrivals[0], {
      ...{ kind: 'broken-upload', client: 'b', round: 2 },
      reason: 'upload broke off: ECONNRESET',
    });
    assert.ok(arrivals[1]?.kind === 'reply');
    assert.deepEqual(arrivals[1].reply, reply);
  });

  it('says so when nothing arrives in time', async () => {
    assert.equal(await hub.next(0), undefined);
    assert.equal(await hub.next(0.01), undefined);
  });

  it('refuses strangers, other paths, and bodies that are too large or no answers', async () => {
    const post = async (path: string, body: string) => (await fetch(hub.url + path, { method: 'POST', body })).status;
    assert.equal(await post('/updates?client=stranger&round=1', '{}'), 403);
    assert.equal(await post('/elsewhere?client=a', '{}'), 404);
    assert.equal(await post('/updates?client=a&round=1', '{}'), 400);
    assert.equal(await post('/updates?client=a&round=1', 'x'.repeat(2 ** 20 + 1)), 413);
    assert.equal(await hub.next(0), undefined);
    await assert.rejects(receiveTasks(hub.url, 'stranger').next(), /tasks: expected status 200, got 403/);
  });

  it('gives up after three attempts to upload', async () => {
    await assert.rejects(upload(hub.url, 'stranger', reply, false), /upload: expected status 204, got 403/);
  });
});
