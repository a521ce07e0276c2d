export { createMonitor } from './monitor.js';
export type {
  GaugeSummary,
  Monitor,
  MonitorCommands,
  MonitorMetrics,
  MonitorNotice,
  MonitorOptions,
  MonitorStats,
  MonitorSummary,
  ResourceSample,
} from './types.js';
