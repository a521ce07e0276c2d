import assert from 'node:assert/strict';
import { context, metrics, trace } from '@opentelemetry/api';
import { type LoggerProvider as ApiLoggerProvider, logs, SeverityNumber } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { startRunOn } from '../../../../lib/run/start-run.js';
import { hasGlobalLogs } from '../../../../lib/telemetry/logs/logs-api.js';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';
import { startForTest, type TestTelemetry, until } from '../fixtures.js';

describe('logs of the app', () => {
  let receiver: FakeReceiver;
  let started: TestTelemetry | undefined;

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 0.1 });
    started = undefined;
    for (const api of [trace, metrics, context, logs]) {
      api.disable();
    }
    await receiver.close();
  });

  const appLogs = () => receiver.records('logs').filter(({ scope }) => scope === 'app');

  it('are sent with run, round and trace, also from loggers that the app got before', async () => {
    const early = logs.getLogger('app');
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true, job: 'digits' });
    const run = startRunOn(started.core, { job: 'digits', runId: 'r1' });
    const round = run.startRound({ number: 5 });
    early.emit({ body: 'early', severityNumber: SeverityNumber.WARN, attributes: { mine: 1 } });
    round.aggregate(() => logs.getLogger('app').emit({ body: 'inside' }));
    round.end();
    await started.telemetry.flush({ timeoutSeconds: 5 });
    const [first, second, ...more] = appLogs();
    assert.deepEqual(more, []);
    assert.equal(first?.severityNumber, SeverityNumber.WARN);
    assert.equal(first?.resource.get('service.name'), 'digits');
    assert.deepEqual(
      ['mine', 'fl.run.id', 'fl.job.name', 'fl.round.number'].map((key) => first?.attributes.get(key)),
      [1, 'r1', 'digits', 5],
    );
    assert.equal(second?.attributes.get('fl.operation.name'), 'aggregate');
    assert.deepEqual(started.telemetry.dropped, { updates: 0, events: 0, spans: 0, logs: 0 });
  });

  it('are kept while the receiver is down, and counted when it refuses them', async () => {
    const { url, port } = receiver;
    await receiver.close();
    started = await startForTest({ endpoint: url, registerGlobals: true });
    logs.getLogger('app').emit({ body: 'kept' });
    await started.telemetry.flush({ timeoutSeconds: 0.2 });
    receiver = await startReceiver(port);
    await until(() => appLogs().length === 1, 'the log record');
    receiver.answer = ({ signal }) => ({ status: signal === 'logs' ? 400 : 200 });
    logs.getLogger('app').emit({ body: 'refused' });
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.equal(started.telemetry.dropped.logs, 1);
  });

  it('are sent for the last time at shutdown, and the global provider is given back', async () => {
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true, exportIntervalSeconds: 3600 });
    logs.getLogger('app').emit({ body: 'last' });
    await started.telemetry.shutdown({ timeoutSeconds: 5 });
    assert.equal(appLogs().length, 1);
    assert.equal(hasGlobalLogs(), false);
    logs.getLogger('app').emit({ body: 'late' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(appLogs().length, 1);
  });

  it('are left to the app when it has a provider, when it did not ask, and when logs are off', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const own: ApiLoggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    logs.setGlobalLoggerProvider(own);
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true });
    logs.getLogger('app').emit({ body: 'mine' });
    assert.equal(exporter.getFinishedLogRecords().length, 1);
    await started.telemetry.shutdown({ timeoutSeconds: 1 });
    assert.equal(logs.getLoggerProvider(), own);
    logs.disable();
    for (const options of [{}, { registerGlobals: true, logs: 'none' }] as const) {
      started = await startForTest({ endpoint: receiver.url, ...options });
      assert.equal(hasGlobalLogs(), false);
      await started.telemetry.shutdown({ timeoutSeconds: 1 });
    }
    assert.deepEqual(appLogs(), []);
  });
});
