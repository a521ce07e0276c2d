import type { MeterProvider as ApiMeterProvider, TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Core } from '../../core/core.js';
import type { TelemetryConfig } from '../config/resolve.js';
import type { Destination } from '../destination/destination.js';
import { globalLogs, hasGlobalLogs, logsInApi } from '../logs/logs-api.js';
import { createQueueProcessor } from '../logs/queue-processor.js';
import { createRunLogProcessorOn } from '../logs/run-log-processor.js';
import { exporterPackage, type PeerName, type Peers } from '../peers.js';
import { within } from '../pipeline/within.js';
import type { DroppedCounts } from '../types.js';
import { createContextManager } from './context-manager.js';
import { createExportQueue } from './export-queue.js';
import { hasGlobal, registerGlobals } from './global-api.js';
import { createMetricExporter } from './metric-exporter.js';
import { createSampler } from './sampler.js';
import { createSpanProcessor } from './span-processor.js';

/** Our own providers of spans, low-cardinality metrics and the app's logs, for apps that have none. */
export interface Providers {
  readonly tracerProvider: ApiTracerProvider | undefined;
  readonly meterProvider: ApiMeterProvider | undefined;
  readonly dropped: Pick<DroppedCounts, 'spans' | 'logs'>;
  /** Log records of the app that are not acknowledged. */
  readonly waitingLogs: readonly ReadableLogRecord[];
  nudge(): void;
  /** Sends what is there. Never rejects. */
  flush(timeoutSeconds: number): Promise<void>;
  /** Sends what is there for the last time and stops. Never rejects. */
  shutdown(timeoutSeconds: number): Promise<void>;
}

/** Which of our own providers are needed: none where the app has one. */
function wanted(config: TelemetryConfig): { traces: boolean; metrics: boolean; logs: boolean } {
  const { signals, prometheus } = config;
  return {
    traces: signals.traces.enabled && !hasGlobal('trace'),
    metrics: (signals.metrics.enabled || prometheus !== undefined) && !hasGlobal('metrics'),
    // Nothing of ours goes through a logger: it is there for the app, which finds it as the global one.
    logs: signals.logs.enabled && config.registerGlobals && !hasGlobalLogs(),
  };
}

/**
 * Whether metrics are served to Prometheus. They are those of our own provider: where the app has one, a variable means
 * the exporter of that one.
 *
 * @throws Error when the option asks for what cannot be
 */
export function servesPrometheus({ prometheus }: TelemetryConfig): boolean {
  if (prometheus === undefined || !hasGlobal('metrics')) {
    return prometheus !== undefined;
  }
  if (prometheus.source.startsWith('option')) {
    throw new Error(
      'fedotel: option prometheus needs a meter provider of ours, and the app has registered its own: add a reader of ' +
        '@opentelemetry/exporter-prometheus to that one, or start telemetry first with the option registerGlobals.',
    );
  }
  return false;
}

/** Packages that a configuration needs in this process. */
export function neededPeers(config: TelemetryConfig): PeerName[] {
  const { traces, metrics, logs } = wanted(config);
  const { signals } = config;
  const names: PeerName[] = ['@opentelemetry/resources'];
  if (signals.metrics.enabled) {
    names.push(exporterPackage('metrics', signals.metrics.protocol));
  }
  if (signals.logs.enabled) {
    names.push(exporterPackage('logs', signals.logs.protocol));
  }
  if (traces) {
    names.push('@opentelemetry/sdk-trace', exporterPackage('traces', signals.traces.protocol));
  }
  if (metrics) {
    names.push('@opentelemetry/sdk-metrics');
  }
  if (logs) {
    names.push('@opentelemetry/sdk-logs', ...(logsInApi ? [] : (['@opentelemetry/api-logs'] as const)));
  }
  if (servesPrometheus(config)) {
    names.push('@opentelemetry/exporter-prometheus');
  }
  return names;
}

/** What providers are made of. */
export interface ProviderParts {
  readonly core: Core;
  readonly peers: Peers;
  readonly config: TelemetryConfig;
  readonly destination: Destination;
  /** Reader of the Prometheus endpoint, if there is one. */
  readonly scraped?: IMetricReader | undefined;
}

/** Makes the providers that are needed, and registers them globally if that is asked for. */
export function createProviders({ core, peers, config, destination, scraped }: ProviderParts): Providers {
  const needs = wanted(config);
  const { defaultResource, resourceFromAttributes } = peers.get('@opentelemetry/resources');
  const resource = defaultResource().merge(resourceFromAttributes(config.resourceAttributes));
  const spans = needs.traces ? createExportQueue('traces', destination, config.exportIntervalSeconds) : undefined;
  const tracerProvider = spans && createTracerProvider(peers, config, resource, createSpanProcessor(spans));
  const logs = needs.logs ? createExportQueue('logs', destination, config.exportIntervalSeconds) : undefined;
  const loggerProvider =
    logs && createLoggerProvider(peers, resource, [createRunLogProcessorOn(core), createQueueProcessor(logs)]);
  const readers = [
    ...(config.signals.metrics.enabled && needs.metrics ? [createPushReader(peers, config, destination)] : []),
    ...(scraped === undefined ? [] : [scraped]),
  ];
  const meterProvider = needs.metrics ? createMeterProvider(peers, resource, readers) : undefined;
  const unregister = config.registerGlobals
    ? registerGlobals({
        tracerProvider,
        meterProvider,
        contextManager: (tracerProvider ?? loggerProvider) && createContextManager(),
        logs: loggerProvider && { api: globalLogs(peers), provider: loggerProvider },
      })
    : () => undefined;
  return {
    tracerProvider,
    meterProvider,
    get dropped() {
      return { spans: spans?.dropped ?? 0, logs: logs?.dropped ?? 0 };
    },
    get waitingLogs() {
      return logs?.waiting ?? [];
    },
    nudge: () => {
      spans?.nudge();
      logs?.nudge();
    },
    flush: async (timeoutSeconds) => {
      const flushes = [tracerProvider, meterProvider, loggerProvider].map((provider) => provider?.forceFlush());
      await within(timeoutSeconds, Promise.allSettled(flushes));
    },
    shutdown: async (timeoutSeconds) => {
      unregister();
      const flushes = [tracerProvider?.forceFlush(), meterProvider?.shutdown(), loggerProvider?.forceFlush()];
      await within(timeoutSeconds, Promise.allSettled(flushes));
      spans?.stop();
      logs?.stop();
    },
  };
}

function createTracerProvider(peers: Peers, config: TelemetryConfig, resource: Resource, processor: SpanProcessor) {
  const { TracerProvider } = peers.get('@opentelemetry/sdk-trace');
  const sampler = createSampler(peers, config.sampler);
  return new TracerProvider({ resource, sampler, spanProcessors: [processor] });
}

function createLoggerProvider(peers: Peers, resource: Resource, processors: LogRecordProcessor[]) {
  const { LoggerProvider } = peers.get('@opentelemetry/sdk-logs');
  return new LoggerProvider({ resource, processors });
}

function createMeterProvider(peers: Peers, resource: Resource, readers: IMetricReader[]) {
  const { MeterProvider } = peers.get('@opentelemetry/sdk-metrics');
  return new MeterProvider({ resource, readers });
}

function createPushReader(peers: Peers, config: TelemetryConfig, destination: Destination) {
  const { PeriodicExportingMetricReader } = peers.get('@opentelemetry/sdk-metrics');
  const intervalMillis = config.metricIntervalSeconds * 1000;
  return new PeriodicExportingMetricReader({
    exporter: createMetricExporter(peers, config.signals.metrics, destination),
    exportIntervalMillis: intervalMillis,
    // The reader refuses a timeout that is longer than the interval.
    exportTimeoutMillis: Math.min(intervalMillis, config.signals.metrics.timeoutSeconds * 1000),
  });
}
