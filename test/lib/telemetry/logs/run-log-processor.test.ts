import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { type LogAttributes, type Logger, SeverityNumber } from '@opentelemetry/api-logs';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordProcessor,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { clientTask, clientTaskOn } from '../../../../lib/client/client-task.js';
import { type Core, createCore } from '../../../../lib/core/core.js';
import { startRunOn } from '../../../../lib/run/start-run.js';
import { createRunLogProcessor, createRunLogProcessorOn } from '../../../../lib/telemetry/logs/run-log-processor.js';
import { createContextManager } from '../../../../lib/telemetry/providers/context-manager.js';
import type { Run, RunOptions } from '../../../../lib/types.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../../support/memory-sdk.js';
import { createSilentWarnings } from '../../support/recording.js';

describe('marks on log records of the app', () => {
  let sdk: MemorySdk;
  let core: Core;
  let exporter: InMemoryLogRecordExporter;
  let logger: Logger;

  beforeEach(() => {
    sdk = install(createMemorySdk());
    context.setGlobalContextManager(createContextManager());
    core = createCore(createSilentWarnings());
    exporter = new InMemoryLogRecordExporter();
    const marks: LogRecordProcessor = createRunLogProcessorOn(core);
    logger = new LoggerProvider({ processors: [marks, new SimpleLogRecordProcessor({ exporter })] }).getLogger('app');
  });
  afterEach(() => {
    context.disable();
    uninstall();
  });

  const start = (options: Partial<RunOptions> = {}): Run =>
    startRunOn(core, { job: 'digits', runId: 'r1', ...options });

  /** Logs, and returns the marks that came onto the record, without those of the run. */
  function log(attributes: LogAttributes = {}, from = logger) {
    from.emit({ body: 'hello', severityNumber: SeverityNumber.INFO, attributes });
    const record = exporter.getFinishedLogRecords().at(-1);
    assert.ok(record);
    const { 'fl.run.id': run, 'fl.run.attempt': attempt, 'fl.job.name': job, ...others } = record.attributes;
    return { run, job, hasAttempt: typeof attempt === 'number', others, span: record.spanContext };
  }

  const nothing = { run: undefined, job: undefined, hasAttempt: false, others: {}, span: undefined };
  const ofRun = { run: 'r1', job: 'digits', hasAttempt: true };
  const roundSpan = (number: number) =>
    sdk.spans().find((span) => span.attributes['fl.round.number'] === number && span.name === 'round digits');

  it('are none while no run goes on', async () => {
    assert.deepEqual(log(), nothing);
    const run = start();
    await run.finish();
    assert.deepEqual(log({ mine: 1 }), { ...nothing, others: { mine: 1 } });
  });

  it('are the run, and between start and end of its round the round and its trace', () => {
    const run = start();
    assert.deepEqual(log(), { ...ofRun, others: {}, span: undefined });
    const round = run.startRound({ number: 3 });
    const { span, ...marks } = log({ mine: true });
    assert.deepEqual(marks, { ...ofRun, others: { mine: true, 'fl.round.number': 3 } });
    round.end();
    assert.equal(span?.traceId, roundSpan(3)?.spanContext().traceId);
    assert.equal(span?.spanId, roundSpan(3)?.spanContext().spanId);
    assert.deepEqual(log(), { ...ofRun, others: {}, span: undefined });
  });

  it('stop at what cannot be told: of two rounds neither is meant, of two runs neither', async () => {
    const run = start({ mode: 'async' });
    run.startRound({ number: 1 });
    const second = run.startRound({ number: 2 });
    assert.deepEqual(log(), { ...ofRun, others: {}, span: undefined });
    second.end();
    assert.deepEqual(log().others, { 'fl.round.number': 1 });
    const other = start({ runId: 'r2' });
    assert.deepEqual(log(), nothing);
    await run.finish();
    assert.deepEqual(log(), { ...ofRun, run: 'r2', others: {}, span: undefined }, 'a round of an ended run is over');
    await other.finish();
  });

  it('are those of the function that runs, also when others are open, and through promises', async () => {
    const run = start();
    start({ runId: 'r2' }).startRound({ number: 9 });
    const round = run.startRound({ number: 4 });
    const inside = await round.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return log();
    });
    const evaluation = sdk.spans().find(({ name }) => name.startsWith('evaluate'));
    assert.deepEqual(inside, {
      ...ofRun,
      others: { 'fl.round.number': 4, 'fl.operation.name': 'evaluate' },
      span: evaluation?.spanContext(),
    });
    assert.equal(round.aggregate(() => log()).others['fl.operation.name'], 'aggregate');
  });

  describe('in a client’s process', () => {
    /** What a server sends along with a task, by a core of its own. */
    function carrier(client: string, options: Partial<RunOptions> = {}) {
      const server = createCore(createSilentWarnings());
      const run = startRunOn(server, { job: 'digits', runId: 'r1', ...options });
      return run.startRound({ number: 3 }).startTask({ client }).carrier();
    }

    const ofTask = (client: string) => ({
      'fl.round.number': 3,
      'fl.client.id': client,
      'fl.operation.name': 'train',
    });

    it('are the task, its client and its trace', async () => {
      const { result } = await clientTaskOn(core, carrier('c1'), async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return log();
      });
      const span = sdk.spans().find(({ attributes }) => attributes['fl.span.type'] === 'fl.task.server');
      assert.deepEqual(result, { ...ofRun, others: ofTask('c1'), span: span?.spanContext() });
      assert.deepEqual(log(), nothing);
    });

    it('are those of the right task when several run at once', async () => {
      const later = () => new Promise((resolve) => setTimeout(resolve, 5));
      const tasks = ['c1', 'c2', 'c3'].map((client) =>
        clientTaskOn(core, carrier(client), async () => {
          await later();
          return log().others['fl.client.id'];
        }),
      );
      assert.deepEqual(log(), nothing, 'outside of them none is meant');
      assert.deepEqual(
        (await Promise.all(tasks)).map(({ result }) => result),
        ['c1', 'c2', 'c3'],
      );
    });

    it('are those of the only task where no context manager carries it along', async () => {
      context.disable();
      const { result } = await clientTaskOn(core, carrier('c1'), () => log());
      assert.deepEqual(result.others, ofTask('c1'));
      assert.ok(result.span);
    });

    it('are none where privacy lets the report alone speak of clients', async () => {
      for (const privacy of [{ clientIds: 'hmac', key: 'k'.repeat(16) }, { perClient: false }] as const) {
        const { result } = await clientTaskOn(core, carrier('c1', { privacy }), () => log());
        assert.deepEqual(result, nothing);
      }
    });

    it('are none of a task whose carrier is none', async () => {
      const { result } = await clientTaskOn(core, undefined, () => log());
      assert.deepEqual({ ...result, span: undefined }, nothing);
    });
  });

  it('leave a span of the app as it is, and what the app has set', () => {
    const round = start().startRound({ number: 1 });
    const span = trace.getTracer('app').startSpan('mine');
    const found = context.with(trace.setSpan(context.active(), span), () =>
      log({ 'fl.round.number': 77, 'fl.client.id': 'c' }),
    );
    assert.equal(found.span?.spanId, span.spanContext().spanId);
    assert.deepEqual(found.others, { 'fl.round.number': 77, 'fl.client.id': 'c' });
    round.end();
  });

  it('do not change events of the contract', () => {
    start().startRound({ number: 1 });
    logger.emit({ eventName: 'fl.artifact.registered', attributes: { 'fl.run.id': 'other' } });
    assert.deepEqual(exporter.getFinishedLogRecords().at(-1)?.attributes, { 'fl.run.id': 'other' });
    const ours = new LoggerProvider({
      processors: [createRunLogProcessorOn(core), new SimpleLogRecordProcessor({ exporter })],
    }).getLogger('fedotel');
    assert.deepEqual(log({}, ours), nothing);
  });

  it('need tracing for the trace alone', () => {
    uninstall();
    start().startRound({ number: 1 });
    assert.deepEqual(log(), { ...ofRun, others: { 'fl.round.number': 1 }, span: undefined });
    sdk = install(createMemorySdk());
  });

  it('are made by what the package exports, on what the process records', async () => {
    const processor = createRunLogProcessor();
    await processor.forceFlush();
    await processor.shutdown();
    const marks = new Map<string, unknown>();
    const record = {
      attributes: {},
      instrumentationScope: { name: 'app' },
      setAttribute: (key: string, value?: string | number) => marks.set(key, value),
    };
    const task = start().startRound({ number: 7 }).startTask({ client: 'c9' });
    await clientTask(task.carrier(), () => processor.onEmit(record, context.active()));
    assert.deepEqual([marks.get('fl.round.number'), marks.get('fl.client.id')], [7, 'c9']);
  });
});
