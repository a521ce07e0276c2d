/** Variables of OTLP for single signals; they would win over the endpoint for all. */
const SINGLE_SIGNAL = /^OTEL_EXPORTER_OTLP_(METRICS|TRACES|LOGS)_/;
/** Where a proxy is configured, HTTP clients of several languages ask it even for loopback, unless told not to. */
const NO_PROXY_NAMES = ['NO_PROXY', 'no_proxy'] as const;
const LOOPBACK = '127.0.0.1';

/** The environment of a program that is to send its telemetry to a bridge at `url`. */
export function programEnvironment(env: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !SINGLE_SIGNAL.test(name)));
  const exempt = env.no_proxy ?? env.NO_PROXY ?? '';
  const hosts = exempt.split(',').map((host) => host.trim());
  const direct =
    hosts.includes('*') || hosts.includes(LOOPBACK) ? exempt : [exempt, LOOPBACK].filter(Boolean).join(',');
  return {
    ...kept,
    ...Object.fromEntries(NO_PROXY_NAMES.map((name) => [name, direct])),
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  };
}
