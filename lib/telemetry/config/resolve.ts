import { resolve } from 'node:path';
import type { ClientUpdateForm, OtlpProtocol, TelemetryOptions } from '../types.js';
import { resolveHeaders } from './headers.js';
import { createOptionReader, type Environment, type OptionReader, type Sourced } from './option-reader.js';
import { type PageAddress, resolvePageAddress } from './page-address.js';
import { type PrometheusConfig, resolvePrometheus } from './prometheus.js';
import { resolveResourceAttributes } from './resource-attributes.js';
import { SIGNALS, type Signal } from './signal.js';

/** How one signal is exported. */
export interface SignalConfig {
  readonly enabled: boolean;
  /** Full URL and who said so; `undefined` when the signal goes to a bridge that is yet to be found. */
  readonly endpoint: Sourced<string> | undefined;
  readonly protocol: OtlpProtocol;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly compression: 'none' | 'gzip';
}

/** Everything that `startTelemetry` decided from options, environment and defaults. */
export interface TelemetryConfig {
  readonly disabled: boolean;
  readonly job: string | undefined;
  /** Attributes of every resource; `service.name` and `service.instance.id` are always there. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly runsDir: string;
  /** Who said where the runs are: `option runsDir`, `FEDOTEL_RUNS_DIR` or `default`. */
  readonly runsDirSource: string;
  readonly to: readonly string[];
  /** Where an embedded bridge serves the page, if it does. */
  readonly page: PageAddress | undefined;
  /** Where Prometheus finds metrics, if it does. */
  readonly prometheus: PrometheusConfig | undefined;
  readonly signals: Readonly<Record<Signal, SignalConfig>>;
  readonly clientUpdates: ClientUpdateForm;
  readonly sampler: { readonly name: string; readonly ratio: number };
  readonly metricIntervalSeconds: number;
  readonly exportIntervalSeconds: number;
  readonly registerGlobals: boolean;
  readonly handleSignals: boolean;
  readonly quiet: boolean;
  readonly log: (line: string) => void;
  /** Lines to say at the start. */
  readonly warnings: readonly string[];
}

/**
 * Turns options and environment into a complete configuration.
 *
 * @throws Error naming option or variable, what was expected and what came
 */
export function resolveConfig(options: TelemetryOptions, environment: Environment): TelemetryConfig {
  const reader = createOptionReader(options, environment);
  const disabled = reader.value('disabled') ?? false;
  const job = reader.value('job');
  const runsDir = reader.given('runsDir')[0];
  const signals: Record<Signal, SignalConfig> = {
    metrics: resolveSignal(reader, 'metrics', disabled),
    traces: resolveSignal(reader, 'traces', disabled),
    logs: resolveSignal(reader, 'logs', disabled),
  };
  return {
    disabled,
    job,
    resourceAttributes: resolveResourceAttributes(reader),
    runsDir: resolve(runsDir?.value ?? reader.value('runsDir') ?? 'runs'),
    runsDirSource: runsDir?.source ?? 'default',
    to: reader.value('to') ?? [],
    page: resolvePageAddress(reader),
    prometheus: disabled ? undefined : resolvePrometheus(reader, options, environment),
    signals,
    clientUpdates: reader.value('clientUpdates') ?? (signals.metrics.enabled ? 'points' : 'event'),
    sampler: { name: reader.value('sampler') ?? 'parentbased_always_on', ratio: reader.value('samplerRatio') ?? 1 },
    metricIntervalSeconds: reader.value('metricIntervalSeconds') ?? 15,
    exportIntervalSeconds: reader.value('exportIntervalSeconds') ?? 1,
    registerGlobals: reader.value('registerGlobals') ?? false,
    handleSignals: reader.value('handleSignals') ?? true,
    quiet: reader.value('quiet') ?? false,
    log: reader.value('log') ?? writeToStandardError,
    warnings: reader.warnings,
  };
}

/** Signals that are exported and have no URL of their own: they go to a bridge. */
export function signalsForBridge(config: TelemetryConfig): Signal[] {
  return SIGNALS.filter((signal) => config.signals[signal].enabled && config.signals[signal].endpoint === undefined);
}

/** Settings of a signal that is off are not read: they may be meant for another exporter. */
function resolveSignal(reader: OptionReader, signal: Signal, disabled: boolean): SignalConfig {
  const enabled = !disabled && reader.value(signal) !== 'none';
  return {
    enabled,
    endpoint: enabled ? resolveEndpoint(reader, signal) : undefined,
    protocol: (enabled ? reader.value('protocol', signal) : undefined) ?? 'http/protobuf',
    headers: enabled ? resolveHeaders(reader.given('headers', signal)) : {},
    timeoutSeconds: (enabled ? reader.value('timeoutSeconds', signal) : undefined) ?? 10,
    compression: (enabled ? reader.value('compression', signal) : undefined) ?? 'none',
  };
}

/** A signal's own variable is used as it is; to any other URL the signal's path is appended (OTLP exporter spec). */
function resolveEndpoint(reader: OptionReader, signal: Signal): Sourced<string> | undefined {
  const given = reader.given('endpoint', signal)[0];
  if (given === undefined || given.source.includes(signal.toUpperCase())) {
    return given;
  }
  return { value: signalUrl(given.value, signal), source: given.source };
}

/** URL of one signal at a receiver's base URL. */
export function signalUrl(base: string, signal: Signal): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}

/** Who read it may have gone away (`2>&1 | head`): an app must not die of what telemetry has to say. */
function writeToStandardError(line: string): void {
  const { stderr } = process;
  stderr.write(`${line}\n`, (error) => {
    // The stream emits the error next, once for each write, which ends a process that does not listen.
    if (error && !stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  });
}

function ignore(): void {}
