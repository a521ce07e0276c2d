import {
  type ContextManager,
  context,
  type MeterProvider,
  metrics,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import { type GlobalLogs, hasGlobalLogs } from '../logs/logs-api.js';

/** Key under which every copy of `@opentelemetry/api` 1.x keeps what is registered. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');

/**
 * Whether the app has registered a provider. Read from the API's own registry: its getters answer with stand-ins when
 * nothing is there, and two copies of the API have stand-ins of different classes.
 */
export function hasGlobal(kind: 'trace' | 'metrics' | 'context'): boolean {
  const registry = (globalThis as { [API_KEY]?: Readonly<Record<string, unknown>> })[API_KEY];
  return registry?.[kind] !== undefined;
}

/** What is to be registered; only what is given, and only where the app has nothing. */
export interface Globals {
  readonly tracerProvider?: TracerProvider | undefined;
  readonly meterProvider?: MeterProvider | undefined;
  readonly contextManager?: ContextManager | undefined;
  /** Logger provider, and the API that it is registered with. */
  readonly logs?: { readonly api: GlobalLogs; readonly provider: LoggerProvider } | undefined;
}

/** Registers globally. @returns takes back what was registered */
export function registerGlobals({ tracerProvider, meterProvider, contextManager, logs }: Globals): () => void {
  const undo: (() => void)[] = [];
  if (tracerProvider !== undefined && !hasGlobal('trace') && trace.setGlobalTracerProvider(tracerProvider)) {
    undo.push(() => trace.disable());
  }
  if (meterProvider !== undefined && !hasGlobal('metrics') && metrics.setGlobalMeterProvider(meterProvider)) {
    undo.push(() => metrics.disable());
  }
  if (contextManager !== undefined && !hasGlobal('context') && context.setGlobalContextManager(contextManager)) {
    undo.push(() => context.disable());
  }
  if (logs !== undefined && !hasGlobalLogs()) {
    logs.api.setGlobalLoggerProvider(logs.provider);
    undo.push(() => logs.api.disable());
  }
  return () => {
    for (const step of undo) {
      step();
    }
  };
}
