import { describe, optionalBoolean, optionalInteger, optionalMember, optionalObject } from '../core/options.js';
import type { MonitorCommands, MonitorMetrics, MonitorOptions } from './types.js';

/** Names of what can be measured. */
export const METRIC_NAMES = ['cpu', 'memory', 'disk', 'network', 'gpu', 'power'] as const;

/** Everything. */
export const ALL_METRICS: MonitorMetrics = {
  cpu: true,
  memory: true,
  disk: true,
  network: true,
  gpu: true,
  power: true,
};

/** Port of the endpoint for Prometheus unless another is given; the bridge and the app have their own. */
export const DEFAULT_PORT = 8003;

/** Bounds of the interval, seconds: below, measuring would be what is measured. */
const MIN_INTERVAL = 0.05;
const MAX_INTERVAL = 3600;

const KNOWN: readonly (keyof MonitorOptions)[] = [
  'interval',
  'mode',
  'metrics',
  'pid',
  'file',
  'prometheus',
  'otlp',
  'runInterval',
  'run',
  'carrier',
  'maxSamples',
  'commands',
];

/** Address for Prometheus. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Options in effect. */
export interface ResolvedOptions {
  readonly intervalSeconds: number;
  readonly mode: 'thread' | 'process';
  readonly metrics: MonitorMetrics;
  /** What the caller asked for by name: what of it is missing is worth a warning. */
  readonly asked: ReadonlySet<string>;
  readonly pid: number;
  readonly file: string | undefined;
  readonly prometheus: ListenAddress | undefined;
  readonly otlp: boolean;
  readonly runIntervalSeconds: number;
  readonly maxSamples: number;
  readonly commands: { readonly nvidiaSmi: readonly string[]; readonly tegrastats: readonly string[] };
}

/** Checks options and fills in defaults. @throws TypeError naming the option, what was expected and what came */
export function resolveOptions(options: MonitorOptions): ResolvedOptions {
  const given = optionalObject('options', options) ?? {};
  const unknown = Object.keys(given).find((name) => !KNOWN.some((known) => known === name));
  if (unknown !== undefined) {
    throw new TypeError(`createMonitor: expected the options ${KNOWN.join(', ')}, got ${describe(unknown)}`);
  }
  return {
    intervalSeconds: readInterval(options.interval),
    mode: optionalMember('mode', options.mode, ['thread', 'process']) ?? 'thread',
    metrics: { ...ALL_METRICS, ...checkMetrics(options.metrics) },
    asked: new Set(Object.entries(options.metrics ?? {}).flatMap(([name, on]) => (on === true ? [name] : []))),
    pid: optionalInteger('pid', options.pid, 1) ?? process.pid,
    file: readFile(options.file),
    prometheus: readAddress(options.prometheus),
    otlp: optionalBoolean('otlp', options.otlp) ?? true,
    runIntervalSeconds: readRunInterval(options.runInterval),
    maxSamples: optionalInteger('maxSamples', options.maxSamples, 1) ?? 3600,
    commands: readCommands(options.commands),
  };
}

/** What of the metrics is said. @throws TypeError for a name that is none, or a value that is neither true nor false */
export function checkMetrics(given: unknown): Partial<MonitorMetrics> {
  const metrics: { -readonly [name in keyof MonitorMetrics]?: boolean } = {};
  for (const [name, value] of Object.entries(optionalObject('metrics', given) ?? {})) {
    const known = METRIC_NAMES.find((metric) => metric === name);
    if (known === undefined) {
      throw new TypeError(`option metrics: expected ${METRIC_NAMES.join(', ')}, got ${describe(name)}`);
    }
    const on = optionalBoolean(`metrics.${name}`, value);
    if (on !== undefined) metrics[known] = on;
  }
  return metrics;
}

function readInterval(given: unknown): number {
  if (given === undefined) return 1;
  if (typeof given !== 'number' || !(given >= MIN_INTERVAL && given <= MAX_INTERVAL)) {
    throw new TypeError(
      `option interval: expected ${MIN_INTERVAL} to ${MAX_INTERVAL} seconds between two samples, got ${describe(given)}`,
    );
  }
  return given;
}

function readRunInterval(given: unknown): number {
  if (given === undefined) return 10;
  if (typeof given !== 'number' || !(given >= 0 && given <= MAX_INTERVAL)) {
    throw new TypeError(`option runInterval: expected 0 to ${MAX_INTERVAL} seconds, got ${describe(given)}`);
  }
  return given;
}

function readFile(given: unknown): string | undefined {
  if (given !== undefined && (typeof given !== 'string' || given === '')) {
    throw new TypeError(`option file: expected the path of a file, got ${describe(given)}`);
  }
  return given;
}

function readAddress(given: unknown): ListenAddress | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return { host: '127.0.0.1', port: DEFAULT_PORT };
  const [, host = '127.0.0.1', port = ''] = /^(?:\[?([^\s[\]]+?)\]?:)?(\d{1,5})$/.exec(String(given)) ?? [];
  const isText = typeof given === 'string' || typeof given === 'number';
  if (!isText || port === '' || Number(port) > 65_535) {
    throw new TypeError(`option prometheus: expected true, a port or host:port, got ${describe(given)}`);
  }
  return { host, port: Number(port) };
}

function readCommands(given: MonitorCommands | undefined): ResolvedOptions['commands'] {
  optionalObject('commands', given);
  return {
    nvidiaSmi: readCommand('nvidiaSmi', given?.nvidiaSmi) ?? ['nvidia-smi'],
    tegrastats: readCommand('tegrastats', given?.tegrastats) ?? ['tegrastats'],
  };
}

function readCommand(name: string, given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length === 0 || !given.every((word) => typeof word === 'string' && word !== '')) {
    throw new TypeError(`option commands.${name}: expected a list of words, got ${describe(given)}`);
  }
  return given as readonly string[];
}
