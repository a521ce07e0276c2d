export type { Bridge, BridgeOptions, BridgeStopResult } from './bridge.js';
export { createBridge } from './bridge.js';
export type { CheckResult, RunReference, SequencedEvent, Sink, SinkContext, SinkResult } from './sink.js';
export type { SinkChoice } from './sink-registry.js';
export { loadSink, parseSinkChoice, sinkNames } from './sink-registry.js';
export type { OwedEvents } from './sink-runner.js';
