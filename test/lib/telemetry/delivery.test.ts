import assert from 'node:assert/strict';
import { createCore } from '../../../lib/core/core.js';
import { type FakeReceiver, type ReceivedRecord, startReceiver } from './fake-receiver.js';
import { event, pushEvents, pushUpdates, RUN, startForTest, type TestTelemetry, until, update } from './fixtures.js';

describe('delivery of updates and events', () => {
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

  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    it(`sends an update as points of one time and identity over ${protocol}`, async () => {
      started = await startForTest({ endpoint: receiver.url, protocol });
      const sent = update('c1');
      pushUpdates(started.core, sent);
      assert.deepEqual(await started.telemetry.flush({ timeoutSeconds: 5 }), { complete: true, pending: 0 });
      const points = receiver.records('metrics').filter(({ scope }) => scope === 'fedotel.client');
      assert.deepEqual(
        points.map(({ name, value }) => [name, value]),
        [
          ['fl.client.loss', 0.5],
          ['fl.client.samples', 120],
          ['fl.client.metric', 0.25],
          ['fl.client.update', 1],
        ],
      );
      for (const point of points) {
        assert.equal(point.attributes.get('fl.round.number'), 1);
        assert.equal(point.attributes.get('fl.client.id'), 'c1');
        assert.equal(point.attributes.get('fl.operation.name'), 'train');
        assert.deepEqual(point.time, { millis: 1_700_000_000_000, nanos: sent.time[1] });
        assert.equal(point.resource.get('fl.run.id'), RUN.id);
        assert.equal(point.resource.get('fl.run.attempt'), RUN.attempt);
        assert.equal(point.resource.get('fl.job.name'), 'digits');
        assert.ok(point.resource.get('service.instance.id'));
      }
      assert.equal(points[2]?.attributes.get('fl.metric.name'), 'f1');
      const marker = points[3]?.attributes;
      assert.equal(marker?.get('fl.update.field_count'), 4);
      assert.equal(marker?.get('fl.client.state'), 'active');
      assert.deepEqual(
        marker?.get('fl.client.extra.device'),
        new Map<string, unknown>([
          ['model', 'x'],
          ['cores', [1, 2]],
        ]),
      );
    });

    it(`keeps non-finite numbers over ${protocol}`, async () => {
      started = await startForTest({ endpoint: receiver.url, protocol });
      pushUpdates(started.core, update('c1', { values: [Number.NaN, 7], metricValues: [Number.NEGATIVE_INFINITY] }));
      await started.telemetry.flush({ timeoutSeconds: 5 });
      const values = new Map(receiver.records('metrics').map(({ name, value }) => [name, value]));
      assert.ok(Number.isNaN(values.get('fl.client.loss')));
      assert.equal(values.get('fl.client.metric'), Number.NEGATIVE_INFINITY);
    });
  }

  it('sends an event with name, severity, nested attributes and time', async () => {
    started = await startForTest({ endpoint: receiver.url });
    pushEvents(started.core, {
      ...event('fl.client.dropout', { 'fl.client.id': 'c', a: { b: [null, 1.5] } }),
      severityNumber: 13,
    });
    await started.telemetry.flush({ timeoutSeconds: 5 });
    const [record] = receiver.records('logs');
    assert.equal(record?.name, 'fl.client.dropout');
    assert.equal(record?.severityNumber, 13);
    assert.equal(record?.scope, 'fedotel');
    assert.deepEqual(record?.attributes.get('a'), new Map([['b', [null, 1.5]]]));
  });

  it('delivers what was recorded before telemetry started', async () => {
    const core = createCore();
    pushEvents(core, event('fl.run.started'));
    pushUpdates(core, update('early'));
    started = await startForTest({ endpoint: receiver.url }, { core });
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.equal(receiver.records('logs').length, 1);
    assert.equal(clientsOf(receiver.records('metrics')).size, 1);
  });

  it('sends without being asked within the interval', async () => {
    started = await startForTest({ endpoint: receiver.url });
    pushUpdates(started.core, update('c1'));
    await until(() => receiver.records('metrics').length > 0, 'the export');
  });

  it('sends a full batch without waiting for the interval', async () => {
    started = await startForTest({ endpoint: receiver.url, exportIntervalSeconds: 3600 });
    pushUpdates(started.core, ...Array.from({ length: 1000 }, (_, index) => update(`c${index}`)));
    await until(() => receiver.records('metrics').length === 4000, 'the export');
  });

  it('sends two runs under two resources, each update once', async () => {
    started = await startForTest({ endpoint: receiver.url });
    const other = { ...RUN, id: 'run-2', job: 'faces' };
    pushUpdates(started.core, update('a'), update('b', { run: other }), update('c'));
    pushEvents(started.core, event('fl.run.started', {}, RUN), event('fl.run.started', {}, other));
    await started.telemetry.flush({ timeoutSeconds: 5 });
    const markers = receiver.records('metrics').filter(({ name }) => name === 'fl.client.update');
    assert.deepEqual(
      markers.map((marker) => [marker.resource.get('fl.run.id'), marker.attributes.get('fl.client.id')]).sort(),
      [
        ['run-1', 'a'],
        ['run-1', 'c'],
        ['run-2', 'b'],
      ],
    );
    const runs = receiver
      .records('logs')
      .map(({ resource }) => [resource.get('fl.run.id'), resource.get('fl.job.name')]);
    assert.deepEqual(runs, [
      ['run-1', 'digits'],
      ['run-2', 'faces'],
    ]);
  });

  it('sends the start of a run before its updates', async () => {
    const core = createCore();
    pushUpdates(core, update('a'));
    pushEvents(core, event('fl.run.started'));
    receiver.answer = async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, signal === 'logs' ? 50 : 0));
      return { status: 200 };
    };
    started = await startForTest({ endpoint: receiver.url }, { core });
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.deepEqual(receiver.accepted.map(({ signal }) => signal).slice(0, 2), ['logs', 'metrics']);
  });

  it('has one export under way per signal', async () => {
    const underWay = { metrics: 0, traces: 0, logs: 0 };
    let most = 0;
    receiver.answer = async ({ signal }) => {
      underWay[signal] += 1;
      most = Math.max(most, underWay[signal]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay[signal] -= 1;
      return { status: 200 };
    };
    started = await startForTest({ endpoint: receiver.url, metricIntervalSeconds: 0.02 });
    pushUpdates(started.core, ...Array.from({ length: 2500 }, (_, index) => update(`c${index}`)));
    pushEvents(started.core, ...Array.from({ length: 1200 }, () => event('fl.round.started')));
    await started.telemetry.flush({ timeoutSeconds: 8 });
    assert.equal(most, 1);
    assert.equal(clientsOf(receiver.records('metrics')).size, 2500);
    assert.equal(receiver.records('logs').length, 1200);
  });

  it('sends updates as one event each when asked to', async () => {
    started = await startForTest({ endpoint: receiver.url, clientUpdates: 'event' });
    pushUpdates(started.core, update('c1'));
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.equal(clientsOf(receiver.records('metrics')).size, 0);
    const [record] = receiver.records('logs');
    assert.equal(record?.name, 'fl.client.update');
    assert.deepEqual(
      [
        'fl.round.number',
        'fl.client.id',
        'fl.client.loss',
        'fl.client.samples',
        'fl.client.metric.f1',
        'fl.client.state',
      ].map((key) => record?.attributes.get(key)),
      [1, 'c1', 0.5, 120, 0.25, 'active'],
    );
  });

  it('sends updates as events when metrics are off, and numbers of the tracking writer as points otherwise', async () => {
    started = await startForTest({ endpoint: receiver.url }, { environment: { OTEL_METRICS_EXPORTER: 'none' } });
    pushUpdates(started.core, update('c1'));
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.deepEqual(
      receiver.requests.map(({ signal }) => signal),
      ['logs'],
    );
    await started.telemetry.shutdown();

    started = await startForTest({ endpoint: receiver.url, clientUpdates: 'event' });
    const time: [number, number] = [1_700_000_000, 1];
    started.core.outbox.points.push(
      { kind: 'scalar', run: RUN, time, name: 'lr', step: 3, value: 0.1, client: undefined, round: 2 },
      50,
    );
    await started.telemetry.flush({ timeoutSeconds: 5 });
    const [point] = receiver.records('metrics');
    assert.deepEqual([point?.name, point?.value], ['fl.scalar', 0.1]);
    assert.deepEqual(
      new Map(point?.attributes),
      new Map<string, unknown>([
        ['fl.metric.name', 'lr'],
        ['fl.step', 3],
        ['fl.round.number', 2],
      ]),
    );
  });

  it('calls no flush complete whose points are owed, however many events have come since', async () => {
    receiver.answer = ({ signal }) => ({ status: signal === 'metrics' ? 503 : 200 });
    started = await startForTest({ endpoint: receiver.url });
    pushUpdates(started.core, update('c1'));
    const flush = started.telemetry.flush({ timeoutSeconds: 1 });
    pushEvents(started.core, event('fl.run.started'), event('fl.run.finished'));
    await until(() => started?.core.outbox.events.size === 0, 'both events');
    // How much waits is not looked at in the result: on a busy machine the second may be over before the events have gone.
    assert.equal((await flush).complete, false);
    assert.equal(started.core.outbox.points.size, 1);
  });

  it('sends no logs when they are off, and holds nothing back for them', async () => {
    started = await startForTest({ endpoint: receiver.url, logs: 'none' });
    pushEvents(started.core, event('fl.run.started'));
    assert.deepEqual(await started.telemetry.flush({ timeoutSeconds: 5 }), { complete: true, pending: 0 });
    assert.equal(receiver.records('logs').length, 0);
  });
});

/** Clients that have a marker among the records. */
function clientsOf(records: readonly ReceivedRecord[]): Set<unknown> {
  return new Set(
    records.filter(({ name }) => name === 'fl.client.update').map(({ attributes }) => attributes.get('fl.client.id')),
  );
}
