import type { TelemetryOptions } from '../types.js';

/** One option of `startTelemetry`: where its value comes from and what is legal. */
export interface OptionDescriptor {
  /** How text from the environment is read. `map` is `key=value,key=value` with percent-encoding. */
  readonly type: 'string' | 'boolean' | 'number' | 'list' | 'map' | 'url' | 'enum' | 'object' | 'function';
  /** Environment variable, if any. An `object` has none: what reads its members reads theirs. */
  readonly env?: string;
  /** The variable also exists per signal: `OTEL_EXPORTER_OTLP_<SIGNAL>_…` wins over it. */
  readonly perSignal?: boolean;
  /** The variable's unit in units of the option: 0.001 for a variable in milliseconds. */
  readonly envScale?: number;
  /** Legal values of an `enum`. */
  readonly values?: readonly string[];
  /** A number must be at least (or with `exclusive`, more than) this. */
  readonly minimum?: number;
  readonly exclusive?: boolean;
  readonly maximum?: number;
  /** Value used, with a warning, for a variable's value that other tools may understand and we do not. */
  readonly otherwise?: string;
  /** Further words in a variable's list that mean another option of ours: they bring no warning. */
  readonly elsewhere?: readonly string[];
  /** The default in words, where it is not simply `default`. */
  readonly defaultText?: string;
  readonly default?: string | number | boolean | readonly string[];
  readonly help: string;
}

/** Samplers of the OpenTelemetry specification that the SDK has. */
export const SAMPLER_NAMES = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * All options of `startTelemetry`. The parser, the documentation and the tests read this table. The meaning of `OTEL_*`
 * is the OpenTelemetry specification's ("OpenTelemetry Protocol Exporter" and "SDK environment variables").
 */
export const telemetryOptions = {
  job: { type: 'string', env: 'FEDOTEL_JOB', help: 'Name of the experiment.' },
  endpoint: {
    type: 'url',
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    perSignal: true,
    defaultText: 'a running bridge, else an embedded one',
    help: 'Base URL of an OTLP/HTTP receiver. A variable of one signal is a full URL.',
  },
  protocol: {
    type: 'enum',
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    perSignal: true,
    values: ['http/protobuf', 'http/json'],
    default: 'http/protobuf',
    help: 'Encoding of requests. gRPC is not supported.',
  },
  headers: {
    type: 'map',
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    perSignal: true,
    help: 'HTTP headers of requests; those of option and variables are combined.',
  },
  timeoutSeconds: {
    type: 'number',
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    perSignal: true,
    envScale: 0.001,
    minimum: 0,
    exclusive: true,
    default: 10,
    help: 'Longest time of one request. The variable is in milliseconds.',
  },
  compression: {
    type: 'enum',
    env: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    perSignal: true,
    values: ['none', 'gzip'],
    default: 'none',
    help: 'Compression of request bodies.',
  },
  serviceName: {
    type: 'string',
    env: 'OTEL_SERVICE_NAME',
    defaultText: 'service.name of OTEL_RESOURCE_ATTRIBUTES, else the job',
    help: 'service.name of everything that is sent.',
  },
  resourceAttributes: {
    type: 'map',
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    help: 'Further resource attributes; those of option and variable are combined.',
  },
  runsDir: { type: 'string', env: 'FEDOTEL_RUNS_DIR', default: 'runs', help: 'Folder of the journals.' },
  to: { type: 'list', env: 'FEDOTEL_TO', default: ['map'], help: 'Sinks of an embedded bridge.' },
  page: {
    type: 'string',
    env: 'FEDOTEL_PAGE',
    defaultText: 'off',
    help: 'Address HOST:PORT on which an embedded bridge serves the page; port 0 takes a free one.',
  },
  clientUpdates: {
    type: 'enum',
    env: 'FEDOTEL_CLIENT_UPDATES',
    values: ['points', 'event', 'off'],
    defaultText: 'points; event when metrics are off',
    help: 'Form of client updates.',
  },
  metrics: {
    type: 'enum',
    env: 'OTEL_METRICS_EXPORTER',
    values: ['otlp', 'none'],
    default: 'otlp',
    otherwise: 'none',
    elsewhere: ['prometheus'],
    help: 'Whether metrics are sent over OTLP. The variable is a list: prometheus in it starts the endpoint for Prometheus.',
  },
  prometheus: {
    type: 'object',
    defaultText: 'off',
    help:
      'Serves the low-cardinality metrics to Prometheus at http://host:port/metrics, by default on 127.0.0.1 and the port ' +
      '9464 of OTEL_EXPORTER_PROMETHEUS_HOST and _PORT; port 0 takes a free one. With perClient (or ' +
      'FEDOTEL_PROMETHEUS_PER_CLIENT) also what single clients reported last.',
  },
  traces: {
    type: 'enum',
    env: 'OTEL_TRACES_EXPORTER',
    values: ['otlp', 'none'],
    default: 'otlp',
    otherwise: 'none',
    help: 'Whether spans are exported.',
  },
  logs: {
    type: 'enum',
    env: 'OTEL_LOGS_EXPORTER',
    values: ['otlp', 'none'],
    default: 'otlp',
    otherwise: 'none',
    help: "Whether events, and with registerGlobals the app's logs, are exported.",
  },
  sampler: {
    type: 'enum',
    env: 'OTEL_TRACES_SAMPLER',
    values: SAMPLER_NAMES,
    default: 'parentbased_always_on',
    otherwise: 'parentbased_always_on',
    help: 'Sampler of spans, unless the app has a tracer provider of its own.',
  },
  samplerRatio: {
    type: 'number',
    env: 'OTEL_TRACES_SAMPLER_ARG',
    minimum: 0,
    maximum: 1,
    default: 1,
    help: 'Ratio of the traceidratio samplers.',
  },
  metricIntervalSeconds: {
    type: 'number',
    env: 'OTEL_METRIC_EXPORT_INTERVAL',
    envScale: 0.001,
    minimum: 0,
    exclusive: true,
    default: 15,
    help: 'Time between two exports of low-cardinality metrics. The variable is in milliseconds.',
  },
  exportIntervalSeconds: {
    type: 'number',
    env: 'FEDOTEL_EXPORT_INTERVAL',
    minimum: 0,
    exclusive: true,
    default: 1,
    help: 'Longest time that an update or event waits before it is sent.',
  },
  registerGlobals: {
    type: 'boolean',
    env: 'FEDOTEL_REGISTER_GLOBALS',
    default: false,
    help: "Registers our own providers globally where the app has none: the app's spans and logs are sent too.",
  },
  handleSignals: {
    type: 'boolean',
    env: 'FEDOTEL_HANDLE_SIGNALS',
    default: true,
    help: 'Save and mark open runs interrupted on SIGINT and SIGTERM when the app listens to neither.',
  },
  disabled: { type: 'boolean', env: 'OTEL_SDK_DISABLED', default: false, help: 'Sends nothing.' },
  quiet: { type: 'boolean', env: 'FEDOTEL_QUIET', default: false, help: 'Says nothing but warnings.' },
  log: { type: 'function', defaultText: 'standard error', help: 'Takes each line that telemetry has to say.' },
} as const satisfies Record<keyof TelemetryOptions, OptionDescriptor>;
