import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { resolveConfig } from '../../../../lib/telemetry/config/resolve.js';
import { createSignalSender, type SignalSender } from '../../../../lib/telemetry/destination/signal-sender.js';
import { loadPeers } from '../../../../lib/telemetry/peers.js';
import { encodeEvent } from '../../../../lib/telemetry/pipeline/encode-events.js';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';
import { event, until } from '../fixtures.js';

const RECORDS = [encodeEvent(event('one'), resourceFromAttributes({}), false)];

describe('signal sender', () => {
  let receiver: FakeReceiver;
  const senders: SignalSender<'logs'>[] = [];

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    for (const sender of senders.splice(0)) {
      sender.close();
    }
    await receiver.close();
  });

  async function create(url = `${receiver.url}/v1/logs`): Promise<SignalSender<'logs'>> {
    const peers = await loadPeers(['@opentelemetry/exporter-logs-otlp-proto']);
    const sender = createSignalSender(peers, 'logs', resolveConfig({}, {}).signals.logs, url);
    senders.push(sender);
    return sender;
  }

  it('tells a refused connection at once, without the retries of the exporter', async () => {
    const { url } = receiver;
    await receiver.close();
    const sender = await create(`${url}/v1/logs`);
    const outcome = await Promise.race([
      sender.send(RECORDS),
      // The exporter itself would come back after a second, and again, until its ten seconds are over.
      new Promise((resolve) => setTimeout(() => resolve('the exporter retries'), 5000).unref()),
    ]);
    assert.deepEqual(outcome, {
      kind: 'retry',
      reason: `connect ECONNREFUSED ${new URL(url).host}`,
      unreachable: true,
    });
  });

  it('sends one request at a time', async () => {
    let underWay = 0;
    let most = 0;
    receiver.answer = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      return { status: 200 };
    };
    const sender = await create();
    const outcomes = await Promise.all([sender.send(RECORDS), sender.send(RECORDS), sender.send(RECORDS)]);
    assert.deepEqual(outcomes, [{ kind: 'ok' }, { kind: 'ok' }, { kind: 'ok' }]);
    assert.equal(most, 1);
  });

  it('answers for what it had not finished when it was closed', async () => {
    receiver.answer = () => new Promise(() => undefined);
    const sender = await create();
    const sent = [sender.send(RECORDS), sender.send(RECORDS)];
    await until(() => receiver.requests.length === 1);
    sender.close();
    for (const outcome of await Promise.all(sent)) {
      assert.equal(outcome.kind, 'retry');
    }
    assert.equal((await sender.send(RECORDS)).kind, 'retry');
    assert.equal(receiver.requests.length, 1);
  });

  it('refuses what the exporter cannot serialise, instead of throwing', async () => {
    const sender = await create();
    const outcome = await sender.send([{ ...RECORDS[0], resource: undefined } as never]);
    assert.equal(outcome.kind, 'reject');
    assert.equal((await sender.send(RECORDS)).kind, 'ok');
  });
});
