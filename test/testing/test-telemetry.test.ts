import assert from 'node:assert/strict';
import { logs } from '@opentelemetry/api-logs';
import { sharedCore } from '../../lib/core/core.js';
import { clientTask, startRun } from '../../lib/index.js';
import { createTestTelemetry, type TestTelemetry } from '../../testing/index.js';

describe('createTestTelemetry', () => {
  let telemetry: TestTelemetry;

  afterEach(() => telemetry.shutdown());

  for (const [what, options] of [
    ['points over protobuf', {}],
    ['points over JSON', { protocol: 'http/json' }],
    ['points, compressed', { compression: 'gzip' }],
    ['events', { clientUpdates: 'event' }],
  ] as const) {
    it(`shows a run as a reader of its journal would see it (${what})`, async () => {
      telemetry = await createTestTelemetry({ telemetry: options });
      const run = startRun({ job: 'digits', algorithm: 'FedAvg', rounds: 1, config: { lr: 0.1, layers: [32, 10] } });
      const round = run.startRound({ number: 1, selected: 2 });
      const task = round.startTask({ client: 'a' });
      const { report } = await clientTask(task.carrier(), (client) => client.set({ loss: 0.25 }));
      round.clientUpdate({ client: 'a', samples: 10, metrics: { f1: 0.5 }, attributes: { device: 'x' }, report });
      round.dropout({ client: 'b', reason: 'timeout' });
      round.end({ accuracy: 0.75, loss: 0.5 });
      await run.finish();

      const view = await telemetry.run(run.id);
      assert.deepEqual(
        [view.job, view.algorithm, view.state, view.plannedRounds, view.rounds.length],
        ['digits', 'FedAvg', 'finished', 1, 1],
      );
      const [first] = view.rounds;
      assert.deepEqual(
        [first?.globalAccuracy, first?.globalLoss, first?.selected, first?.completed, first?.dropped],
        [0.75, 0.5, 2, 1, 1],
      );
      const updates = (await telemetry.events()).filter(({ event_type }) => event_type === 'client_update');
      assert.equal(updates.length, 1);
      assert.deepEqual([await telemetry.malformed(), await telemetry.unusable()], [[], []]);
    });
  }

  it('shows the requests as they went over the wire', async () => {
    telemetry = await createTestTelemetry();
    const run = startRun({ job: 'digits' });
    run.startRound({ number: 0 }).end({});
    await run.finish();
    const requests = await telemetry.requests();
    assert.deepEqual([...new Set(requests.map(({ signal, encoding }) => `${signal} ${encoding}`))].sort(), [
      'logs protobuf',
      'metrics protobuf',
      'traces protobuf',
    ]);
    assert.ok(requests.every(({ body }) => body.length > 0));
  });

  it('tells why a record was refused', async () => {
    telemetry = await createTestTelemetry();
    const run = { id: 'run-1', attempt: 1_700_000_000_000, job: 'digits' };
    sharedCore().outbox.events.push(
      // The end of a round that has no number breaks the contract.
      { kind: 'event', run, time: [1_700_000_000, 0], name: 'fl.round.finished', severityNumber: 9, attributes: {} },
      100,
    );
    const [reason, ...more] = await telemetry.malformed();
    assert.match(reason ?? '', /fl\.round\.number/);
    assert.deepEqual(more, []);
  });

  it('tells which values were left out, of each attribute once, and keeps the records', async () => {
    telemetry = await createTestTelemetry({ telemetry: { registerGlobals: true } });
    const run = startRun({ job: 'digits' });
    const logger = logs.getLogger('app');
    for (const number of [1, 2]) {
      logger.emit({
        eventName: 'fl.round.finished',
        attributes: {
          'fl.run.id': run.id,
          'fl.run.attempt': run.attempt,
          'fl.round.number': number,
          'fl.round.accuracy': 'high',
        },
      });
    }
    await run.finish();
    assert.deepEqual(await telemetry.unusable(), ['fl.round.accuracy: expected a number, got a text']);
    const { rounds } = await telemetry.run(run.id);
    assert.deepEqual(
      rounds.map(({ round, globalAccuracy }) => [round, globalAccuracy]),
      [
        [1, undefined],
        [2, undefined],
      ],
    );
    assert.deepEqual(await telemetry.malformed(), []);
  });

  it('reads no variables of the environment', async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:1';
    process.env.OTEL_SDK_DISABLED = 'true';
    try {
      telemetry = await createTestTelemetry();
      const run = startRun({ job: 'digits' });
      await run.finish();
      assert.equal((await telemetry.run(run.id)).state, 'finished');
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
      delete process.env.OTEL_SDK_DISABLED;
    }
  });

  it('says which runs there are when it is asked for another one', async () => {
    telemetry = await createTestTelemetry();
    await assert.rejects(telemetry.run('nobody'), /nothing was recorded for run nobody; there are no runs/);
    const run = startRun({ job: 'digits', runId: 'somebody' });
    await run.finish();
    await assert.rejects(telemetry.run('nobody'), /there are somebody/);
  });

  it('can be had again after its end, and not twice at a time', async () => {
    telemetry = await createTestTelemetry();
    await assert.rejects(createTestTelemetry(), /already started/);
    await telemetry.shutdown();
    telemetry = await createTestTelemetry();
    assert.deepEqual(await telemetry.events(), []);
  });

  it('refuses illegal options', async () => {
    telemetry = await createTestTelemetry();
    await telemetry.shutdown();
    await assert.rejects(createTestTelemetry({ telemetry: { exportIntervalSeconds: -1 } }), /exportIntervalSeconds/);
  });
});
