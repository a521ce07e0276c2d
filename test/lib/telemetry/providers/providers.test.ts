import assert from 'node:assert/strict';
import { context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';
import { startForTest, type TestTelemetry, until } from '../fixtures.js';

describe('spans and low-cardinality metrics', () => {
  let receiver: FakeReceiver;
  let started: TestTelemetry | undefined;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 0.1 });
    started = undefined;
    trace.disable();
    metrics.disable();
    context.disable();
    await receiver.close();
  });

  it('go through providers of our own, with the resource of the process', async () => {
    started = await startForTest({ endpoint: receiver.url, job: 'digits', resourceAttributes: { zone: 'a' } });
    const { tracerProvider, meterProvider } = started.core.fallbackProviders;
    tracerProvider?.getTracer('fedotel').startSpan('round digits').end();
    meterProvider?.getMeter('fedotel').createCounter('fl.rounds.completed').add(3);
    await started.telemetry.flush({ timeoutSeconds: 5 });
    const [span] = receiver.records('traces');
    const [point] = receiver.records('metrics');
    assert.equal(span?.name, 'round digits');
    assert.deepEqual([point?.name, point?.value], ['fl.rounds.completed', 3]);
    for (const record of [span, point]) {
      assert.deepEqual(
        ['service.name', 'fl.job.name', 'zone', 'telemetry.sdk.language'].map((key) => record?.resource.get(key)),
        ['digits', 'digits', 'a', 'nodejs'],
      );
      assert.ok(record?.resource.get('service.instance.id'));
      assert.equal(record?.resource.get('fl.run.id'), undefined);
    }
  });

  it('are sent for the last time at shutdown and then no more', async () => {
    started = await startForTest({ endpoint: receiver.url, exportIntervalSeconds: 3600, metricIntervalSeconds: 3600 });
    const { tracerProvider, meterProvider } = started.core.fallbackProviders;
    const counter = meterProvider?.getMeter('fedotel').createCounter('fl.rounds.completed');
    counter?.add(1);
    tracerProvider?.getTracer('fedotel').startSpan('last').end();
    await started.telemetry.shutdown({ timeoutSeconds: 5 });
    assert.deepEqual(receiver.accepted.map(({ signal }) => signal).sort(), ['metrics', 'traces']);
    assert.deepEqual(started.core.fallbackProviders, {});
    counter?.add(1);
    tracerProvider?.getTracer('fedotel').startSpan('late').end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(receiver.accepted.length, 2);
  });

  it('keep spans while the receiver is down', async () => {
    const { url, port } = receiver;
    await receiver.close();
    started = await startForTest({ endpoint: url });
    started.core.fallbackProviders.tracerProvider?.getTracer('fedotel').startSpan('round digits').end();
    await started.telemetry.flush({ timeoutSeconds: 0.2 });
    receiver = await startReceiver(port);
    await until(() => receiver.records('traces').length === 1, 'the span');
    assert.equal(started.telemetry.dropped.spans, 0);
  });

  it('count spans that were refused', async () => {
    receiver.answer = ({ signal }) => ({ status: signal === 'traces' ? 400 : 200 });
    started = await startForTest({ endpoint: receiver.url });
    started.core.fallbackProviders.tracerProvider?.getTracer('fedotel').startSpan('round digits').end();
    await started.telemetry.flush({ timeoutSeconds: 5 });
    assert.equal(started.telemetry.dropped.spans, 1);
  });

  for (const [name, ratio, expected] of [
    ['always_off', undefined, 0],
    ['parentbased_always_off', undefined, 0],
    ['traceidratio', 0, 0],
    ['parentbased_traceidratio', 1, 20],
    ['always_on', undefined, 20],
  ] as const) {
    it(`are sampled by ${name}${ratio === undefined ? '' : ` ${ratio}`}`, async () => {
      const environment = {
        OTEL_TRACES_SAMPLER: name,
        ...(ratio === undefined ? {} : { OTEL_TRACES_SAMPLER_ARG: String(ratio) }),
      };
      started = await startForTest({ endpoint: receiver.url }, { environment });
      for (let index = 0; index < 20; index++) {
        started.core.fallbackProviders.tracerProvider?.getTracer('fedotel').startSpan('x', { root: true }).end();
      }
      await started.telemetry.flush({ timeoutSeconds: 5 });
      assert.equal(receiver.records('traces').length, expected);
    });
  }

  it('leave the providers of the app as they are', async () => {
    const spans = new InMemorySpanExporter();
    const points = new InMemoryMetricExporter(1);
    const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
    const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: points })] });
    trace.setGlobalTracerProvider(tracerProvider);
    metrics.setGlobalMeterProvider(meterProvider);
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true });
    assert.equal(started.core.fallbackProviders.tracerProvider, undefined);
    assert.equal(started.core.fallbackProviders.meterProvider, undefined);
    trace.getTracer('app').startSpan('mine').end();
    metrics.getMeter('app').createCounter('mine').add(1);
    await started.telemetry.shutdown({ timeoutSeconds: 5 });
    assert.deepEqual(
      spans.getFinishedSpans().map(({ name }) => name),
      ['mine'],
    );
    trace.getTracer('app').startSpan('still mine').end();
    assert.equal(spans.getFinishedSpans().length, 2);
    assert.equal(metrics.getMeterProvider(), meterProvider);
    await meterProvider.forceFlush();
    assert.equal(points.getMetrics().length > 0, true);
    assert.deepEqual(receiver.requests, []);
    await meterProvider.shutdown();
  });

  it('stay out of the way of an SDK that the app sets up later', async () => {
    started = await startForTest({ endpoint: receiver.url });
    const provider = new TracerProvider();
    assert.equal(trace.setGlobalTracerProvider(provider), true);
    assert.equal(metrics.setGlobalMeterProvider(new MeterProvider()), true);
  });

  it('are global on request, with a context that follows promises, and are taken back at shutdown', async () => {
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true });
    const tracer = trace.getTracer('app');
    await tracer.startActiveSpan('outer', async (outer) => {
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(trace.getActiveSpan(), outer);
      const bound = context.bind(ROOT_CONTEXT, () => trace.getActiveSpan());
      assert.equal(bound(), undefined);
      tracer.startSpan('inner').end();
      outer.end();
    });
    metrics.getMeter('app').createCounter('mine').add(1);
    await started.telemetry.shutdown({ timeoutSeconds: 5 });
    assert.deepEqual(
      receiver.records('traces').map(({ name }) => name),
      ['inner', 'outer'],
    );
    assert.deepEqual(
      receiver.records('metrics').map(({ name }) => name),
      ['mine'],
    );
    assert.equal(trace.setGlobalTracerProvider(new TracerProvider()), true);
    assert.equal(context.active(), ROOT_CONTEXT);
  });

  it('make no spans of our own requests', async () => {
    const seen: unknown[] = [];
    started = await startForTest({ endpoint: receiver.url, registerGlobals: true });
    const key = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    const original = context.with.bind(context);
    context.with = ((active: typeof ROOT_CONTEXT, ...rest: [() => unknown]) => {
      seen.push(active.getValue(key));
      return original(active, ...rest);
    }) as typeof context.with;
    try {
      started.core.fallbackProviders.tracerProvider?.getTracer('fedotel').startSpan('x').end();
      await started.telemetry.flush({ timeoutSeconds: 5 });
    } finally {
      Reflect.deleteProperty(context, 'with');
    }
    assert.ok(seen.length > 0 && seen.every((value) => value === true));
  });
});
