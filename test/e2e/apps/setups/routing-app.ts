/** An app that sends everything through its own SDK and never calls `startTelemetry`. */
import { metrics, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { clientTask, routeEvents, startRun, updates } from '../../../../lib/index.js';
import { serveCommands } from '../../../support/serve-commands.js';
import { trainRound } from './training.js';

const commands = {
  /** Two rounds. @param withEvents whether events are routed to a logger too */
  async play(withEvents: boolean): Promise<void> {
    const tracerProvider = new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
    });
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      metricProducers: [updates()],
    });
    const meterProvider = new MeterProvider({ readers: [reader] });
    const loggerProvider = new LoggerProvider({
      // Events go out at the end: a test that says what comes first must not depend on the time that a round takes.
      processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(), scheduledDelayMillis: 600_000 })],
    });
    trace.setGlobalTracerProvider(tracerProvider);
    metrics.setGlobalMeterProvider(meterProvider);
    const stop = withEvents ? routeEvents(loggerProvider.getLogger('fedotel')) : () => undefined;
    const run = startRun({ job: 'digits', runId: 'run' });
    await trainRound(run, 1, clientTask);
    // Cumulative metrics come again with every collection; updates must not.
    await meterProvider.forceFlush();
    await trainRound(run, 2, clientTask);
    await meterProvider.forceFlush();
    await run.finish();
    stop();
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown(), loggerProvider.shutdown()]);
  },
};

export type RoutingCommands = typeof commands;

serveCommands(commands);
