import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SignalConfig } from '../config/resolve.js';
import type { Destination } from '../destination/destination.js';
import type { Peers } from '../peers.js';

/** Value of the SDK's `AggregationTemporality.CUMULATIVE`. */
const CUMULATIVE = 1;

/** Exporter of a metric reader that sends to wherever metrics go at the moment. */
export function createMetricExporter(peers: Peers, config: SignalConfig, destination: Destination): PushMetricExporter {
  // The official exporter knows which temporality was asked for (option and variable of the specification).
  const { OTLPMetricExporter } =
    config.protocol === 'http/json'
      ? peers.get('@opentelemetry/exporter-metrics-otlp-http')
      : peers.get('@opentelemetry/exporter-metrics-otlp-proto');
  const selector: PushMetricExporter = new OTLPMetricExporter({ url: 'http://127.0.0.1:4318/v1/metrics' });
  return {
    export: (metrics, done) => {
      // One attempt: sums are cumulative, so the next export tells everything that this one would have.
      void destination.send('metrics', metrics).then((outcome) => {
        done(outcome.kind === 'ok' ? { code: 0 } : { code: 1, error: new Error(outcome.reason) });
      });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    selectAggregationTemporality: (type) => selector.selectAggregationTemporality?.(type) ?? CUMULATIVE,
  };
}
