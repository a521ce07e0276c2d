export { appArtifactRoots } from './artifact-roots.js';
export type { Bridge, BridgeOptions, BridgePage, BridgeStopResult } from './bridge.js';
export { createBridge } from './bridge.js';
export { findParked, type ParkedRun } from './delivery/parked-runs.js';
export { findStopRequests, type StopRequest } from './delivery/stop-requests.js';
export type {
  CheckResult,
  ExportContext,
  FlushOptions,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkFiles,
  SinkResult,
} from './sink.js';
export type { SinkChoice } from './sink-registry.js';
export { loadSink, parseSinkChoice, sinkNames } from './sink-registry.js';
export type { OwedEvents } from './sink-runner.js';
