import * as api from '@opentelemetry/api';
import type { logs } from '@opentelemetry/api-logs';
import type { Peers } from '../peers.js';

/** The part of the logs API that sets the global provider. */
export type GlobalLogs = Pick<typeof logs, 'setGlobalLoggerProvider' | 'disable'>;

/** Keys under which API 1.10 (in the registry of all signals) and the package before it keep the global provider. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');
const LOGS_KEY = Symbol.for('io.opentelemetry.js.api.logs');

/** Whether the logs API is part of the installed `@opentelemetry/api`. Before 1.10 it was a package of its own. */
export const logsInApi = 'logs' in api;

/** Whether the app has registered a logger provider. */
export function hasGlobalLogs(): boolean {
  const holder = globalThis as { [API_KEY]?: { readonly logs?: unknown }; [LOGS_KEY]?: unknown };
  return holder[API_KEY]?.logs !== undefined || holder[LOGS_KEY] !== undefined;
}

/** The API through which loggers are found that the app got before telemetry started. */
export function globalLogs(peers: Peers): GlobalLogs {
  return logsInApi ? (api as unknown as { logs: GlobalLogs }).logs : peers.get('@opentelemetry/api-logs').logs;
}
