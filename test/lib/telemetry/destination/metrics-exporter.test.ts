import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { resolveConfig } from '../../../../lib/telemetry/config/resolve.js';
import {
  createMetricsExporter,
  type MetricsPayload,
  type OtlpExporter,
} from '../../../../lib/telemetry/destination/metrics-exporter.js';
import type { ExporterResult } from '../../../../lib/telemetry/pipeline/export-outcome.js';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';
import { update } from '../fixtures.js';

const RESOURCE = resourceFromAttributes({ 'fl.run.id': 'run-1' });
/** A collection of the SDK's. */
const COLLECTED: ResourceMetrics = {
  resource: RESOURCE,
  scopeMetrics: [
    {
      scope: { name: 'fedotel' },
      metrics: [
        {
          descriptor: { name: 'fl.accuracy', description: '', unit: '{accuracy}', valueType: 1 },
          aggregationTemporality: 1,
          dataPointType: 2,
          dataPoints: [{ startTime: [0, 0], endTime: [1_800_000_000, 0], attributes: {}, value: 0.5 }],
        },
      ],
    },
  ],
};

/** Stands for the official exporter, to see whether it is used. */
class OfficialExporter implements OtlpExporter<ResourceMetrics> {
  readonly exported: ResourceMetrics[] = [];

  export(payload: ResourceMetrics, done: (result: ExporterResult) => void): void {
    this.exported.push(payload);
    done({ code: 0 });
  }

  async shutdown(): Promise<void> {}
}

function send(exporter: OtlpExporter<MetricsPayload>, payload: MetricsPayload): Promise<ExporterResult> {
  return new Promise((resolve) => exporter.export(payload, resolve));
}

describe('metrics exporter', () => {
  const official = new OfficialExporter();
  let receiver: FakeReceiver;

  beforeEach(async () => {
    official.exported.length = 0;
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  function create(options: object, protocol: 'http/protobuf' | 'http/json' = 'http/protobuf') {
    const config = resolveConfig({ protocol }, {}).signals.metrics;
    return createMetricsExporter(official, config, { url: `${receiver.url}/v1/metrics`, ...options });
  }

  it('sends points of ours and of the SDK over the official transport, with its headers', async () => {
    const exporter = create({ headers: { 'x-team': 'red' } });
    assert.equal((await send(exporter, { resource: RESOURCE, records: [update('a')] })).code, 0);
    assert.equal((await send(exporter, COLLECTED)).code, 0);
    await exporter.shutdown();
    assert.deepEqual(official.exported, []);
    assert.deepEqual(
      receiver.requests.map(({ headers }) => [headers['content-type'], headers['x-team']]),
      Array(2).fill(['application/x-protobuf', 'red']),
    );
    assert.deepEqual(
      receiver.requests.map(({ records }) => records.map(({ name }) => name)),
      [['fl.client.loss', 'fl.client.samples', 'fl.client.metric', 'fl.client.update'], ['fl.accuracy']],
    );
  });

  it('tells a refusal with its status', async () => {
    receiver.answer = async () => ({ status: 400 });
    const { code, error } = await send(create({}), { resource: RESOURCE, records: [update('a')] });
    assert.equal(code, 1);
    assert.equal((error as { code?: unknown }).code, 400);
  });

  it('gives JSON to the official exporter, with words for numbers that are not finite', async () => {
    const records = [
      update('a', { names: ['fl.client.loss'], values: [Number.NaN], metricNames: [], metricValues: [] }),
    ];
    await send(create({}, 'http/json'), { resource: RESOURCE, records });
    const [loss] = official.exported[0]?.scopeMetrics[0]?.metrics ?? [];
    assert.equal(loss?.descriptor.name, 'fl.client.loss');
    assert.equal(loss?.dataPoints[0]?.value, 'NaN');
    assert.deepEqual(receiver.requests, []);
  });
});
