// Sends one run to an OTLP/HTTP endpoint with nothing but the official OpenTelemetry packages: client updates as metric
// points and as events, round results, spans. Plain JavaScript, because the packages are those of either SDK generation:
// the test copies this file to a folder that has them.
//
// Environment: ENDPOINT, RUN_ID, ENCODING (proto or http), COMPRESSION (none or gzip), COPIES (how
// often each request is sent).
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  DataPointType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const { ENDPOINT, RUN_ID, ENCODING, COMPRESSION, COPIES } = process.env;
const START = 1_750_000_000;
const resource = resourceFromAttributes({
  'service.name': 'peer',
  'fl.run.id': RUN_ID,
  'fl.run.attempt': START * 1000,
  'fl.job.name': 'peer-job',
});

/** The official exporter of a signal, which sends each request as often as asked. */
async function createExporter(signal, name, path) {
  const exporters = await import(`@opentelemetry/exporter-${signal}-otlp-${ENCODING}`);
  const exporter = new exporters[name]({ url: `${ENDPOINT}/v1/${path}`, compression: COMPRESSION });
  return new Proxy(exporter, {
    get(target, key) {
      if (key !== 'export') return typeof target[key] === 'function' ? target[key].bind(target) : target[key];
      return (items, done) => {
        const send = (copies) =>
          target.export(items, (result) => {
            if (result.code !== 0) console.error(signal, result.error);
            if (result.code === 0 && copies > 1) send(copies - 1);
            else done(result);
          });
        send(Number(COPIES));
      };
    },
  });
}

/** A gauge as a metric reader collects it. */
function gauge(name, unit, valueType, dataPoints) {
  return {
    descriptor: { name, unit, valueType, description: '' },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: dataPoints.map(({ value, time, attributes }) => ({
      value,
      attributes,
      startTime: time,
      endTime: time,
    })),
  };
}

/** Two updates in round 1 and an evaluation, as points: one time for all points of an update. */
const updatePoints = [
  { client: 'a', operation: 'train', loss: 0.5, samples: 10, sent: 5_000_000_000, f1: 0.25, time: [START + 1, 1] },
  { client: 'b', operation: 'train', loss: 0.25, samples: 20, sent: 7, f1: 0.75, time: [START + 1, 2] },
  { client: 'a', operation: 'evaluate', loss: 0.125, samples: 5, sent: 0, f1: 1, time: [START + 2, 999_999_999] },
];

function clientMetrics() {
  const points = (value, more = () => ({})) =>
    updatePoints.map((update) => ({
      value: value(update),
      time: update.time,
      attributes: {
        'fl.round.number': 1,
        'fl.client.id': update.client,
        'fl.operation.name': update.operation,
        ...more(update),
      },
    }));
  const marker = () => ({
    'fl.client.state': 'active',
    'fl.update.field_count': 5,
    'fl.client.extra.device': 'jetson',
  });
  return [
    gauge(
      'fl.client.loss',
      '{loss}',
      ValueType.DOUBLE,
      points(({ loss }) => loss),
    ),
    gauge(
      'fl.client.samples',
      '{sample}',
      ValueType.INT,
      points(({ samples }) => samples),
    ),
    gauge(
      'fl.client.bytes.sent',
      'By',
      ValueType.INT,
      points(({ sent }) => sent),
    ),
    gauge(
      'fl.client.metric',
      '{value}',
      ValueType.DOUBLE,
      points(
        ({ f1 }) => f1,
        () => ({ 'fl.metric.name': 'f1' }),
      ),
    ),
    gauge(
      'fl.client.update',
      '{update}',
      ValueType.INT,
      points(() => 1, marker),
    ),
  ];
}

async function sendMetrics() {
  const producer = {
    collect: async () => ({
      resourceMetrics: {
        resource,
        scopeMetrics: [{ scope: { name: 'fedotel.client', version: '0.1.0' }, metrics: clientMetrics() }],
      },
      errors: [],
    }),
  };
  const exporter = await createExporter('metrics', 'OTLPMetricExporter', 'metrics');
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  // A low-cardinality instrument, which no journal keeps.
  provider.getMeter('fedotel').createCounter('fl.rounds.completed', { unit: '{round}' }).add(1);
  await provider.shutdown(); // sends what is still there
}

async function sendEvents() {
  const processor = new BatchLogRecordProcessor({ exporter: await createExporter('logs', 'OTLPLogExporter', 'logs') });
  const provider = new LoggerProvider({ resource, processors: [processor] });
  const logger = provider.getLogger('fedotel');
  const emit = (eventName, seconds, attributes = {}) =>
    logger.emit({ eventName, timestamp: [START + seconds, 5], severityNumber: 9, attributes });
  emit('fl.run.started', 0, {
    'fl.aggregation.strategy': 'FedAvg',
    'fl.run.planned_rounds': 1,
    'fl.run.config': { rate: 0.1, layers: [32, 10], nested: { deep: true } },
  });
  emit('fl.round.started', 0.5, { 'fl.round.number': 1, 'fl.round.clients.selected': 4 });
  emit('fl.client.update', 1, {
    'fl.round.number': 1,
    'fl.client.id': 'c',
    'fl.operation.name': 'train',
    'fl.client.loss': 0.75,
    'fl.client.samples': 30,
    'fl.client.metric.f1': 0.5,
    'fl.client.extra.device': 'phone',
  });
  emit('fl.client.dropout', 2, { 'fl.round.number': 1, 'fl.client.id': 'd', 'fl.dropout.reason': 'battery' });
  emit('fl.round.finished', 3, {
    'fl.round.number': 1,
    'fl.round.result': 'completed',
    'fl.round.clients.selected': 4,
    'fl.round.clients.completed': 3,
    'fl.round.clients.failed': 0,
    'fl.round.clients.dropped': 1,
    'fl.round.clients.stragglers': 0,
    'fl.round.accuracy': 0.875,
    'fl.round.eval.loss': 0.3,
    'fl.round.duration': 2.5,
  });
  emit('fl.run.finished', 4, { 'fl.run.state': 'finished', 'fl.run.emitted.updates': 3, 'fl.run.emitted.rounds': 1 });
  logger.emit({ body: 'an ordinary line of the app', timestamp: [START, 0] });
  await provider.shutdown(); // sends what is still there
}

async function sendSpans() {
  const processor = new BatchSpanProcessor({ exporter: await createExporter('trace', 'OTLPTraceExporter', 'traces') });
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  const tracer = provider.getTracer('fedotel');
  const start = (name, type, kind, seconds, attributes, parent) => {
    const identity = {
      'fl.span.type': type,
      'fl.run.id': RUN_ID,
      'fl.run.attempt': START * 1000,
      'fl.round.number': 1,
    };
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
    return tracer.startSpan(
      name,
      { kind, startTime: [START + seconds, 0], attributes: { ...identity, ...attributes } },
      context,
    );
  };
  const round = start('round peer-job', 'fl.round', SpanKind.INTERNAL, 0.5, {});
  const task = start(
    'train peer-job',
    'fl.task.client',
    SpanKind.CLIENT,
    1,
    { 'fl.client.id': 'd', 'fl.operation.name': 'train' },
    round,
  );
  task.setAttribute('error.type', 'battery').setStatus({ code: SpanStatusCode.ERROR });
  task.end([START + 2, 0]);
  round.end([START + 3, 0]);
  tracer.startSpan('GET /weights', { kind: SpanKind.SERVER }, ROOT_CONTEXT).end();
  await provider.shutdown(); // sends what is still there
}

await sendMetrics();
await sendEvents();
await sendSpans();
