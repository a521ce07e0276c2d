/** Value of `OTEL_*_EXPORTER` that fedotel understands. */
export type SignalExporter = 'otlp' | 'none';

/** How client updates travel: as metric points, as one event each, or not at all. */
export type ClientUpdateForm = 'points' | 'event' | 'off';

/** OTLP encodings over HTTP. gRPC is not supported. */
export type OtlpProtocol = 'http/protobuf' | 'http/json';

/**
 * Options of `startTelemetry`. What is not given here comes from the environment, then from the default; the table
 * `telemetryOptions` names variable and default of each.
 */
export interface TelemetryOptions {
  /** Name of the experiment; also the service name when none is configured. */
  job?: string | undefined;
  /** Base URL of an OTLP/HTTP receiver; `/v1/metrics`, `/v1/traces` and `/v1/logs` are appended. */
  endpoint?: string | undefined;
  /** `http/protobuf` or `http/json`. */
  protocol?: OtlpProtocol | undefined;
  /** HTTP headers of every export request; they are added to those of the environment and win over them. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Longest time of one export request, retries of the exporter included. Seconds. */
  timeoutSeconds?: number | undefined;
  /** Compression of request bodies. */
  compression?: 'none' | 'gzip' | undefined;
  /** `service.name` of everything that is sent. */
  serviceName?: string | undefined;
  /** Further resource attributes; they win over those of the environment. */
  resourceAttributes?: Readonly<Record<string, string>> | undefined;
  /** Folder of the journals, where a running bridge is looked for and an embedded one writes. */
  runsDir?: string | undefined;
  /** Sinks of an embedded bridge, as in `fedotel bridge --to`. */
  to?: readonly string[] | undefined;
  /** Address `HOST:PORT` on which an embedded bridge serves the page of its runs, or `off`; port 0 takes a free one. */
  page?: string | undefined;
  /** Form of client updates. */
  clientUpdates?: ClientUpdateForm | undefined;
  /** Whether metrics are exported. */
  metrics?: SignalExporter | undefined;
  /** Serves the low-cardinality metrics to Prometheus, whether or not they are sent over OTLP too. */
  prometheus?: PrometheusOptions | undefined;
  /** Whether spans are exported. */
  traces?: SignalExporter | undefined;
  /** Whether events are exported. */
  logs?: SignalExporter | undefined;
  /** Sampler of our own tracer provider, by its `OTEL_TRACES_SAMPLER` name. */
  sampler?: string | undefined;
  /** Ratio 0..1 of the `traceidratio` samplers. */
  samplerRatio?: number | undefined;
  /** Time between two exports of low-cardinality metrics. Seconds. */
  metricIntervalSeconds?: number | undefined;
  /** Longest time that an update or event waits before it is sent. Seconds. */
  exportIntervalSeconds?: number | undefined;
  /**
   * Registers our own providers, where the app has none, as the global ones of OpenTelemetry too: spans that the app
   * makes with the API alone, and what it logs with it, are then sent as well, each log record with its run and round, and an SDK that the app starts later is refused by the API.
   */
  registerGlobals?: boolean | undefined;
  /** On SIGINT and SIGTERM, when the app listens to neither: save, mark open runs interrupted, raise the signal again. */
  handleSignals?: boolean | undefined;
  /** Turns telemetry off: recording calls stay legal and nothing is sent. */
  disabled?: boolean | undefined;
  /** Says nothing but warnings. */
  quiet?: boolean | undefined;
  /** Takes each line that telemetry has to say; standard error by default. */
  log?: ((line: string) => void) | undefined;
}

/** Where Prometheus finds the metrics. */
export interface PrometheusOptions {
  /** Port; 0 takes a free one. Default: `OTEL_EXPORTER_PROMETHEUS_PORT`, else 9464. */
  port?: number | undefined;
  /** Address to listen on. Default: `OTEL_EXPORTER_PROMETHEUS_HOST`, else 127.0.0.1. */
  host?: string | undefined;
  /**
   * Also shows what single clients reported last, as far as the run's privacy lets it out of the process: one series per
   * client and field. Default: `FEDOTEL_PROMETHEUS_PER_CLIENT` (`true`, `false` or the most clients), else no.
   */
  perClient?: boolean | PerClientOptions | undefined;
}

/** Which clients have series of their own at the Prometheus endpoint, and which. */
export interface PerClientOptions {
  /** Most clients at a time, 1 to 1,000; those that come when it is reached are left out, which is said once. Default: 200. */
  max?: number | undefined;
  /** Fields of an update, such as `loss`. Default: all. */
  fields?: readonly string[] | undefined;
}

/** Bound of a wait. */
export interface TimeLimit {
  /** Longest wait in seconds. */
  timeoutSeconds?: number | undefined;
}

/** What telemetry had to drop since it started. */
export interface DroppedCounts {
  /** Client updates. */
  readonly updates: number;
  /** Events. */
  readonly events: number;
  /** Spans. */
  readonly spans: number;
  /** Log records of the app, as far as they went through our provider. */
  readonly logs: number;
}

/** Outcome of `flush`. */
export interface FlushResult {
  /** Whether every update and event recorded before the call was acknowledged in time. Spans are best effort. */
  readonly complete: boolean;
  /** Updates and events that still wait. */
  readonly pending: number;
}

/** Events that a sink of the embedded bridge had not taken when it stopped. The next bridge resumes them. */
export interface OwedEvents {
  readonly sink: string;
  readonly run: string;
  readonly events: number;
}

/** Outcome of `shutdown`. */
export interface ShutdownResult extends FlushResult {
  /** What is in the journal and not yet at its destinations. */
  readonly owed: readonly OwedEvents[];
  readonly dropped: DroppedCounts;
}

/** Telemetry of this process. */
export interface Telemetry extends AsyncDisposable {
  /** Where data goes at the moment, and which option, variable or default said so. */
  readonly description: string;
  /** What Prometheus scrapes, such as `http://127.0.0.1:8081/metrics`; `undefined` without the option. */
  readonly prometheusUrl: string | undefined;
  /** What had to be dropped so far. */
  readonly dropped: DroppedCounts;
  /** Sends what was recorded so far. Never throws. Waits 10 seconds unless told otherwise. */
  flush(limit?: TimeLimit): Promise<FlushResult>;
  /**
   * Sends what was recorded, then stops everything that telemetry started. Never throws; further calls return the first
   * one's result. Waits 10 seconds unless told otherwise.
   */
  shutdown(limit?: TimeLimit): Promise<ShutdownResult>;
}
