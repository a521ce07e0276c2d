import { type Gauge, type Meter, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { ClientUpdate } from '../../lib/update/types.js';
import { clientFields } from '../../semconv/index.js';

/** Numbers of one update, as many as the goals speak of. */
export const FIELDS = 15;

/** A full update: fifteen known fields. */
export function fullUpdate(round: number, client: number): ClientUpdate {
  const x = ((client * 7919 + round * 104729) % 10_000) / 10_000;
  return {
    round,
    client: clientName(client),
    loss: 1 + x,
    accuracy: x,
    samples: 100 + client,
    gradientNorm: 3 * x,
    gradientMagnitude: x / 10,
    sparsity: x / 2,
    compressionRatio: 0.25,
    bytesSent: 400_000 + client,
    bytesReceived: 500_000 + client,
    networkLatency: x / 5,
    trainDuration: 10 * x,
    staleness: 0,
    cpuUtilization: x,
    memoryUsage: 1_000_000 + client,
    energy: 40 * x,
  };
}

/** Name of a client by number. */
export function clientName(client: number): string {
  return `client-${String(client).padStart(5, '0')}`;
}

/** The same update as an app would record it with gauges of the SDK. */
export class SdkGauges {
  readonly reader = new CollectingReader({
    // The kindest setting for the SDK: series of earlier rounds leave at each collection.
    aggregationTemporalitySelector: (type: InstrumentType) =>
      type === InstrumentType.GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  });
  readonly #gauges: readonly (readonly [keyof ClientUpdate, Gauge])[];

  constructor() {
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'bench', 'fl.run.id': 'run-1', 'fl.job.name': 'bench' }),
      readers: [this.reader],
    });
    const meter: Meter = provider.getMeter('bench');
    this.#gauges = clientFields.map((field) => [
      field.field as keyof ClientUpdate,
      meter.createGauge(field.name, {
        unit: field.unit,
        valueType: field.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
      }),
    ]);
  }

  /** Fifteen records, which share their attributes. */
  record(update: ClientUpdate): void {
    const attributes = {
      'fl.round.number': update.round,
      'fl.client.id': update.client,
      'fl.operation.name': 'train',
    };
    for (const [field, gauge] of this.#gauges) {
      const value = update[field];
      if (typeof value === 'number') {
        gauge.record(value, attributes);
      }
    }
  }
}

/** Collects when it is told to. */
export class CollectingReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
