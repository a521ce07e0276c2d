import type { TelemetryOptions } from '../types.js';
import type { Environment, OptionReader } from './option-reader.js';
import { type PerClientConfig, resolvePerClient } from './per-client.js';

/** Where Prometheus finds the metrics of this process. */
export interface PrometheusConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Who asked for it: `option prometheus` or `OTEL_METRICS_EXPORTER`. */
  readonly source: string;
  /** Clients with series of their own; `undefined` for none. */
  readonly perClient: PerClientConfig | undefined;
}

/** Names and defaults of the OpenTelemetry specification ("SDK environment variables", Prometheus exporter). */
const HOST_VARIABLE = 'OTEL_EXPORTER_PROMETHEUS_HOST';
const PORT_VARIABLE = 'OTEL_EXPORTER_PROMETHEUS_PORT';
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 9464;

const MEMBERS = ['host', 'port', 'perClient'];

/**
 * Whether and where metrics are shown to Prometheus: when the option is given, or `prometheus` is in the list of
 * `OTEL_METRICS_EXPORTER` and the option `metrics` does not overrule that. The variables of host and port alone start nothing.
 *
 * @throws Error naming option or variable, what was expected and what came
 */
export function resolvePrometheus(
  reader: Pick<OptionReader, 'given'>,
  options: Pick<TelemetryOptions, 'metrics'>,
  environment: Environment,
): PrometheusConfig | undefined {
  const option = reader.given('prometheus')[0]?.value;
  const listed = environment.OTEL_METRICS_EXPORTER?.split(',').some((name) => name.trim() === 'prometheus') ?? false;
  if (option === undefined && (!listed || options.metrics !== undefined)) {
    return undefined;
  }
  for (const name of Object.keys(option ?? {})) {
    if (!MEMBERS.includes(name)) {
      throw new Error(`fedotel: option prometheus has no member ${name}; there are ${MEMBERS.join(', ')}.`);
    }
  }
  return {
    host: hostOf('option prometheus.host', option?.host) ?? text(environment, HOST_VARIABLE) ?? DEFAULT_HOST,
    port:
      portOf('option prometheus.port', option?.port) ??
      portOf(PORT_VARIABLE, text(environment, PORT_VARIABLE)) ??
      DEFAULT_PORT,
    source: option === undefined ? 'OTEL_METRICS_EXPORTER' : 'option prometheus',
    perClient: resolvePerClient(option?.perClient, environment),
  };
}

/** An empty variable is one that is not set, as the specification says. */
function text(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function hostOf(source: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^[^\s/]+$/.test(value))) {
    return value;
  }
  throw new Error(`fedotel: ${source} must be a host name or an address, got ${JSON.stringify(value)}.`);
}

function portOf(source: string, value: unknown): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const port = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`fedotel: ${source} must be a port from 0 to 65535, got ${JSON.stringify(value)}.`);
  }
  return port;
}
