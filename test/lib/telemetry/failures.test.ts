import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { createCore } from '../../../lib/core/core.js';
import { createSilentWarnings } from '../support/recording.js';
import { type FakeReceiver, startReceiver } from './fake-receiver.js';
import { event, pushEvents, pushUpdates, startForTest, type TestTelemetry, until, update } from './fixtures.js';

describe('failures of the receiver', () => {
  let receiver: FakeReceiver;
  let started: TestTelemetry | undefined;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 0.1 });
    started = undefined;
    await receiver.close();
  });

  it('keeps everything while the receiver is down and delivers it once, in order, when it is back', async () => {
    const { port, url } = receiver;
    await receiver.close();
    started = await startForTest({ endpoint: url });
    pushEvents(started.core, event('fl.run.started'));
    for (let round = 0; round < 5; round++) {
      pushUpdates(started.core, update('a', { round }), update('b', { round }));
      pushEvents(started.core, event('fl.round.finished', { 'fl.round.number': round }));
    }
    assert.deepEqual(await started.telemetry.flush({ timeoutSeconds: 0.3 }), { complete: false, pending: 16 });
    receiver = await startReceiver(port);
    assert.deepEqual(await started.telemetry.flush({ timeoutSeconds: 8 }), { complete: true, pending: 0 });
    const rounds = receiver.records('logs').map(({ attributes }) => attributes.get('fl.round.number'));
    assert.deepEqual(rounds, [undefined, 0, 1, 2, 3, 4]);
    const markers = receiver.records('metrics').filter(({ name }) => name === 'fl.client.update');
    assert.equal(markers.length, 10);
  });

  it('comes back after 503 with Retry-After and loses nothing', async () => {
    let refused = 0;
    receiver.answer = () => {
      refused += 1;
      return refused <= 2 ? { status: 503, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    started = await startForTest({ endpoint: receiver.url, metricIntervalSeconds: 60 });
    pushEvents(started.core, event('fl.run.started'), event('fl.run.finished'));
    assert.equal((await started.telemetry.flush({ timeoutSeconds: 9 })).complete, true);
    assert.equal(receiver.records('logs').length, 2);
    assert.deepEqual(started.telemetry.dropped, { updates: 0, events: 0, spans: 0, logs: 0 });
  });

  it('sends a batch again, the same in every record, when the answer was lost', async () => {
    let first = true;
    receiver.answer = ({ signal }) => {
      if (signal === 'metrics' && first) {
        first = false;
        return 'hang up';
      }
      return { status: 200 };
    };
    started = await startForTest({ endpoint: receiver.url });
    pushUpdates(started.core, update('a'), update('b'));
    assert.equal((await started.telemetry.flush({ timeoutSeconds: 8 })).complete, true);
    const requests = receiver.requests.filter(({ records }) => records[0]?.scope === 'fedotel.client');
    assert.equal(requests.length, 2);
    assert.deepEqual(requests[1]?.records, requests[0]?.records);
  });

  it('drops a batch that is refused for good, counts it, and goes on with the next', async () => {
    receiver.answer = ({ records }) =>
      records.some(({ attributes }) => attributes.get('fl.round.number') === 1)
        ? { status: 400, body: 'no such thing' }
        : { status: 200 };
    started = await startForTest({ endpoint: receiver.url, exportIntervalSeconds: 3600 });
    const warnings = await warningsDuring(async () => {
      pushEvents(started?.core ?? assert.fail(), event('fl.round.started', { 'fl.round.number': 1 }));
      await started?.telemetry.flush({ timeoutSeconds: 5 });
      pushEvents(started?.core ?? assert.fail(), event('fl.round.started', { 'fl.round.number': 1 }));
      await started?.telemetry.flush({ timeoutSeconds: 5 });
      pushEvents(started?.core ?? assert.fail(), event('fl.round.started', { 'fl.round.number': 2 }));
      await started?.telemetry.flush({ timeoutSeconds: 5 });
    });
    assert.equal(receiver.records('logs').length, 1);
    assert.deepEqual(started.telemetry.dropped, { updates: 0, events: 2, spans: 0, logs: 0 });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /1 events were refused for good.*HTTP 400.*no such thing/);
  });

  it('says what persistent trouble is about, once', async () => {
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '3600' } });
    started = await startForTest({ endpoint: receiver.url });
    const { core } = started;
    const said: string[] = [];
    core.warnings.warn = (code, message) => said.push(`${code} ${message}`);
    pushEvents(core, event('fl.run.started'));
    // Each flush tries again at once; how many of them an attempt takes is the machine's affair.
    while (said.length === 0) {
      await started.telemetry.flush({ timeoutSeconds: 0.05 });
    }
    assert.match(said[0] ?? '', new RegExp(`FEDOTEL_TELEMETRY .*${receiver.url} \\(option endpoint\\).*is kept`));
    assert.equal(started.telemetry.dropped.events, 0);
  });

  for (const [what, answer] of [
    ['answers with something else than HTTP', 'garbage\r\n\r\n'],
    ['hangs up at once', ''],
  ] as const) {
    it(`throws nothing and keeps the data when the other side ${what}`, async () => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      started = await startForTest({ endpoint: `http://127.0.0.1:${port}` });
      pushEvents(started.core, event('fl.run.started'));
      pushUpdates(started.core, update('a'));
      assert.deepEqual(await started.telemetry.flush({ timeoutSeconds: 0.3 }), { complete: false, pending: 2 });
      const result = await started.telemetry.shutdown({ timeoutSeconds: 0.2 });
      assert.equal(result.pending, 2);
      assert.match(started.lines.at(-1) ?? '', /2 updates and events could not be delivered/);
      await new Promise((resolve) => server.close(resolve));
    });
  }

  it('keeps the data when the host name does not exist', async () => {
    started = await startForTest({ endpoint: 'http://no-such-host.invalid:4318' });
    pushEvents(started.core, event('fl.run.started'));
    assert.equal((await started.telemetry.flush({ timeoutSeconds: 0.2 })).complete, false);
    assert.equal(started.core.outbox.events.size, 1);
  });

  it('sends nothing after shutdown, which gives the same result again', async () => {
    started = await startForTest({ endpoint: receiver.url, metricIntervalSeconds: 0.02 });
    const { core, telemetry } = started;
    pushEvents(core, event('fl.run.started'));
    const result = await telemetry.shutdown({ timeoutSeconds: 5 });
    assert.deepEqual(result, {
      complete: true,
      pending: 0,
      owed: [],
      dropped: { updates: 0, events: 0, spans: 0, logs: 0 },
    });
    const before = receiver.requests.length;
    pushEvents(core, event('fl.run.finished'));
    pushUpdates(core, update('late'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(receiver.requests.length, before);
    assert.equal(await telemetry.shutdown(), result);
    assert.equal(await telemetry.flush(), result);
    assert.equal(core.drainer, undefined);
  });

  it('stops waiting when the time of a flush is over, though the receiver never answers', async () => {
    receiver.answer = () => new Promise(() => undefined);
    started = await startForTest({ endpoint: receiver.url });
    pushEvents(started.core, event('fl.run.started'));
    const flushed = started.telemetry.flush({ timeoutSeconds: 0.2 });
    const outcome = await Promise.race([
      flushed,
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 5000).unref()),
    ]);
    assert.deepEqual(outcome, { complete: false, pending: 1 });
    assert.equal(await started.core.drainer?.flush(0.05), false);
  });

  it('lets no error of the app’s own `log` out, whoever calls it: timers do', async () => {
    let said = 0;
    const core = createCore(createSilentWarnings());
    const log = () => {
      said += 1;
      throw new Error('no log today');
    };
    started = await startForTest({ endpoint: receiver.url, log }, { core });
    assert.equal(said, 1);
    pushEvents(core, event('fl.run.started'));
    assert.equal((await started.telemetry.shutdown({ timeoutSeconds: 5 })).complete, true);
  });

  it('shuts down at the end of an `await using` block', async () => {
    {
      const inner = await startForTest({ endpoint: receiver.url });
      await using telemetry = inner.telemetry;
      pushEvents(inner.core, event('fl.run.started'));
      assert.ok(telemetry.description.includes(receiver.url));
    }
    await until(() => receiver.records('logs').length === 1);
  });
});

/** Messages of the process warnings that were emitted meanwhile. */
async function warningsDuring(action: () => Promise<void>): Promise<string[]> {
  const messages: string[] = [];
  const listener = (warning: Error) => {
    // Those of Node.js and of what other tests left behind come when they like.
    if (warning.name === 'FedotelWarning') messages.push(warning.message);
  };
  process.on('warning', listener);
  await action();
  await new Promise((resolve) => setImmediate(resolve));
  process.removeListener('warning', listener);
  return messages;
}
