export type { JournalEvent } from '../exporters/journal/events.js';
export type { RunView } from '../exporters/run-model/index.js';
export {
  createTestTelemetry,
  type ExportedRequest,
  type TestTelemetry,
  type TestTelemetryOptions,
} from './test-telemetry.js';
