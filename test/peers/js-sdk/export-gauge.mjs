// An app that has its own SDK and an ordinary gauge with one of the conventions' names, exported again and again, as SDKs
// do for ever. Copied by the test, as send-signals.mjs is.
//
// Environment: ENDPOINT, RUN_ID, VALUES (JSON: the values in turn, each exported EXPORTS times), EXPORTS.
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const { ENDPOINT, RUN_ID, VALUES, EXPORTS } = process.env;
const exporter = new OTLPMetricExporter({ url: `${ENDPOINT}/v1/metrics` });
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({ resource: resourceFromAttributes({ 'fl.run.id': RUN_ID }), readers: [reader] });
const gauge = provider.getMeter('my-app').createGauge('fl.client.loss', { unit: '{loss}' });
for (const value of JSON.parse(VALUES)) {
  gauge.record(value, { 'fl.round.number': 1, 'fl.client.id': 'a', 'fl.operation.name': 'train' });
  for (let n = 0; n < Number(EXPORTS); n++) {
    await provider.forceFlush();
    await new Promise((resolve) => setTimeout(resolve, 2)); // the next export has a time of its own
  }
}
await provider.shutdown();
