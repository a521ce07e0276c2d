import assert from 'node:assert/strict';
import { createCore } from '../../../lib/core/core.js';
import { type FakeReceiver, startReceiver } from './fake-receiver.js';
import { event, pushEvents, pushUpdates, startForTest, update } from './fixtures.js';

describe('telemetry that is turned off', () => {
  let receiver: FakeReceiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  for (const [what, options, environment] of [
    ['OTEL_SDK_DISABLED', {}, { OTEL_SDK_DISABLED: 'true' }],
    ['option disabled', { disabled: true }, {}],
  ] as const) {
    it(`sends and keeps nothing (${what})`, async () => {
      const core = createCore();
      pushEvents(core, event('early'));
      const { telemetry } = await startForTest({ endpoint: receiver.url, ...options }, { core, environment });
      assert.equal(telemetry.description, `nowhere (${what})`);
      pushEvents(core, event('fl.run.started'));
      pushUpdates(core, update('a'));
      assert.equal(core.drainer?.clientUpdates, 'off');
      assert.equal(await core.drainer?.flush(1), true);
      assert.deepEqual(await telemetry.flush(), { complete: true, pending: 0 });
      assert.equal(core.outbox.events.size + core.outbox.points.size, 0);
      await telemetry.shutdown();
      assert.equal(core.drainer, undefined);
      pushEvents(core, event('afterwards'));
      assert.equal(core.outbox.events.size, 1);
      assert.equal(receiver.requests.length, 0);
    });
  }

  it('is on when code says so, whatever the variable says', async () => {
    const { telemetry } = await startForTest(
      { endpoint: receiver.url, disabled: false },
      { environment: { OTEL_SDK_DISABLED: 'true' } },
    );
    assert.ok(telemetry.description.includes(receiver.url));
    await telemetry.shutdown();
  });

  it('cannot be started twice at a time', async () => {
    const { core, telemetry } = await startForTest({ endpoint: receiver.url });
    await assert.rejects(startForTest({ endpoint: receiver.url }, { core }), /already started/);
    await telemetry.shutdown();
    const again = await startForTest({ endpoint: receiver.url }, { core });
    pushEvents(core, event('again'));
    assert.equal((await again.telemetry.shutdown()).complete, true);
    assert.equal(receiver.records('logs').length, 1);
  });
});
