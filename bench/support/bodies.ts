import { type HrTime, ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { clientName } from './updates.js';

/** Clients and metrics of a body: 10,000 points. */
const CLIENTS = 2_000;
const METRICS = [
  { name: 'fl.client.loss', unit: '{loss}', valueType: ValueType.DOUBLE, kind: 'measured' },
  { name: 'fl.client.accuracy', unit: '{accuracy}', valueType: ValueType.DOUBLE, kind: 'share' },
  { name: 'fl.client.samples', unit: '{sample}', valueType: ValueType.INT, kind: 'count' },
  { name: 'fl.client.bytes.sent', unit: 'By', valueType: ValueType.INT, kind: 'count' },
  { name: 'fl.client.train.duration', unit: 's', valueType: ValueType.DOUBLE, kind: 'measured' },
] as const;

/** Data points of one body. */
export const POINTS = CLIENTS * METRICS.length;

/**
 * A request with 10,000 gauge points as a sender of any language would make it: 5 metrics of 2,000 clients, 4 attributes
 * each, the run's id among them. Every round has other times, so that no point is a repetition. Losses and
 * durations have all the digits of a double, as measured ones have; an accuracy is a share of 10,000 samples.
 *
 * @param clients how many instead
 */
export function gaugeBody(round: number, clients = CLIENTS): Uint8Array {
  const points = (metric: number, kind: 'measured' | 'share' | 'count') =>
    Array.from({ length: clients }, (_, client) => {
      const x = ((client * 7919 + round * 104729 + metric) % 10_000) / 10_000;
      const time: HrTime = [1_800_000_000 + round, client * 1_000];
      return {
        startTime: [0, 0] as HrTime,
        endTime: time,
        attributes: {
          'fl.run.id': 'run-1',
          'fl.round.number': round,
          'fl.client.id': clientName(client),
          'fl.operation.name': 'train',
        },
        value: kind === 'count' ? Math.round(x * 1e6) : kind === 'share' ? x : Math.log1p(x),
      };
    });
  const metrics: ResourceMetrics = {
    resource: resourceFromAttributes({ 'service.name': 'bench', 'fl.job.name': 'bench' }),
    scopeMetrics: [
      {
        scope: { name: 'fedotel.client', version: '0.1.0' },
        metrics: METRICS.map(({ kind, ...metric }, index) => ({
          descriptor: { ...metric, description: '' },
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.GAUGE,
          dataPoints: points(index, kind),
        })),
      },
    ],
  };
  const body = ProtobufMetricsSerializer.serializeRequest(metrics);
  if (body === undefined) {
    throw new Error('nothing was serialised');
  }
  return body;
}
