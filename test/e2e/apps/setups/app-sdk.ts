import { context, metrics, type ProxyTracerProvider, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createContextManager } from '../../../../lib/telemetry/providers/context-manager.js';

/** What an app's own SDK has seen. */
export interface AppSdkReport {
  /** How often each type of span (`fl.span.type`), or name of an app's own span, ended here. */
  readonly spans: Readonly<Record<string, number>>;
  /** Latest value of each counter and gauge that has one series. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether the global providers are the app's, and still work. */
  readonly untouched: boolean;
}

/** The SDK of an app: it keeps what it sees, and exports spans over OTLP itself. */
export interface AppSdk {
  /** Registers it globally. @returns whether the API took it */
  register(): boolean;
  report(): Promise<AppSdkReport>;
  shutdown(): Promise<void>;
}

/** Makes one. @param endpoint base URL that spans are exported to */
export function createAppSdk(endpoint: string): AppSdk {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({ exporter: spans }),
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) }),
    ],
  });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  return {
    register: () =>
      [
        trace.setGlobalTracerProvider(tracerProvider),
        metrics.setGlobalMeterProvider(meterProvider),
        context.setGlobalContextManager(createContextManager()),
      ].every(Boolean),
    async report() {
      const proxy = trace.getTracerProvider() as ProxyTracerProvider;
      const before = spans.getFinishedSpans().length;
      trace.getTracer('app').startSpan('app work').end();
      const works = spans.getFinishedSpans().length === before + 1;
      await meterProvider.forceFlush();
      return {
        spans: countBy(
          spans.getFinishedSpans().map(({ name, attributes }) => String(attributes['fl.span.type'] ?? name)),
        ),
        metrics: latestValues(exporter),
        untouched: works && proxy.getDelegate() === tracerProvider && metrics.getMeterProvider() === meterProvider,
      };
    },
    async shutdown() {
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function latestValues(exporter: InMemoryMetricExporter): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { scopeMetrics } of exporter.getMetrics()) {
    for (const { descriptor, dataPoints } of scopeMetrics.flatMap(({ metrics: all }) => all)) {
      const [point] = dataPoints;
      if (dataPoints.length === 1 && typeof point?.value === 'number') values[descriptor.name] = point.value;
    }
  }
  return values;
}
