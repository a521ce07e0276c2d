export { type OptionDescriptor, telemetryOptions } from './config/options.js';
export { createRunLogProcessor, type LogRecordToMark, type RunLogProcessor } from './logs/run-log-processor.js';
export { startTelemetry } from './start.js';
export type {
  ClientUpdateForm,
  DroppedCounts,
  FlushResult,
  OtlpProtocol,
  OwedEvents,
  PerClientOptions,
  PrometheusOptions,
  ShutdownResult,
  SignalExporter,
  Telemetry,
  TelemetryOptions,
  TimeLimit,
} from './types.js';
