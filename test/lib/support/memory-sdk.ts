import { context, metrics, trace } from '@opentelemetry/api';
import { MeterProvider, MetricReader, type MetricReaderOptions, type ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createContextManager } from '../../../lib/telemetry/providers/context-manager.js';

/** A reader that reads when it is asked. */
class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** An SDK in memory. */
export interface MemorySdk {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  /** Ended spans. */
  spans(): ReadableSpan[];
  /** Ended spans of a type (`fl.span.type`). */
  spansOf(type: string): ReadableSpan[];
  /** The metrics as they are now. */
  metrics(): Promise<ScopeMetrics[]>;
  /** Value of the point of a metric that has these attributes. */
  value(name: string, attributes?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** Makes an SDK that nobody uses yet. */
export function createMemorySdk(options: MetricReaderOptions = {}): MemorySdk {
  const exporter = new InMemorySpanExporter();
  const reader = new ManualReader(options);
  const read = async (): Promise<ScopeMetrics[]> => (await reader.collect()).resourceMetrics.scopeMetrics;
  return {
    tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    meterProvider: new MeterProvider({ readers: [reader] }),
    spans: () => exporter.getFinishedSpans(),
    spansOf: (type) => exporter.getFinishedSpans().filter((span) => span.attributes['fl.span.type'] === type),
    metrics: read,
    async value(name, attributes = {}) {
      const all = (await read()).flatMap((scope) => scope.metrics);
      const points = all.find((metric) => metric.descriptor.name === name)?.dataPoints ?? [];
      const fits = points.filter((point) =>
        Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      );
      return fits[0]?.value;
    },
  };
}

/** Makes an SDK the global one, as an app does. */
export function install(sdk: MemorySdk): MemorySdk {
  trace.setGlobalTracerProvider(sdk.tracerProvider);
  metrics.setGlobalMeterProvider(sdk.meterProvider);
  context.setGlobalContextManager(createContextManager());
  return sdk;
}

/** Takes all global providers away. */
export function uninstall(): void {
  trace.disable();
  metrics.disable();
  context.disable();
}
