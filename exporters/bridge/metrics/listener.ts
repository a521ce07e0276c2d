import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BridgeMetricKey } from '../../../semconv/bridge.js';
import { createReceiver, type Receiver, type ReceiverOptions, type ReceiverSecurity } from '../../receiver/index.js';
import type { SinkCounts } from '../delivery/run-delivery.js';
import type { IntakeCounts } from '../intake.js';
import { VERSION } from '../version.js';
import type { ActiveRuns } from './active-runs.js';
import type { SinkLag } from './sink-lag.js';
import { METRICS_CONTENT_TYPE, type Reading, renderMetrics } from './text.js';

/** One sink, as it is shown. */
export interface ShownSink {
  readonly counts: Readonly<SinkCounts>;
  readonly lag: SinkLag;
}

/** What the listener shows, and where. */
export interface MetricsListenerOptions {
  readonly listen: ReceiverOptions['listen'];
  readonly security: ReceiverSecurity | undefined;
  readonly instance: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly intake: Readonly<IntakeCounts>;
  readonly sinks: readonly ShownSink[];
  readonly activeRuns: ActiveRuns;
  /** The page, if the bridge serves one. */
  readonly page: { readonly subscribers: number } | undefined;
  /** Body of `GET /health`, as at the bridge's own address. */
  health(): { readonly instance: string };
  warn(text: string): void;
}

const PATH = '/metrics';

/**
 * Serves `/metrics`, `/health` and `/ready` at an address of their own, so that a scraper needs no way to where data is
 * written. Tokens, TLS and hosts are checked as by the receiver.
 *
 * @throws Error naming `--metrics-listen` when the address is not to be had, or is off loopback without protection
 */
export function startMetricsListener(options: MetricsListenerOptions): Promise<Receiver> {
  const { listen, security, health, warn } = options;
  return createReceiver({
    ...security,
    listen,
    option: '--metrics-listen',
    health,
    warn,
    accept: async () => {
      const message = 'this address shows metrics and takes no telemetry; send it to the address of --listen';
      return { kind: 'retry', status: 503, afterSeconds: 30, message };
    },
    routes: (request, response) => {
      if (/^[^?#]*/.exec(request.url ?? '')?.[0] !== PATH) return false;
      void answer(options, request, response);
      return true;
    },
  });
}

async function answer(options: MetricsListenerOptions, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end(`${PATH} takes GET\n`);
    return;
  }
  try {
    const body = Buffer.from(renderMetrics(await readAll(options)));
    const headers = {
      'Content-Type': METRICS_CONTENT_TYPE,
      'Cache-Control': 'no-store',
      'Content-Length': body.length,
    };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    options.warn(`--metrics-listen: ${error}`);
    response.writeHead(503).end('the metrics could not be read\n');
  }
}

async function readAll(options: MetricsListenerOptions): Promise<Record<BridgeMetricKey, readonly Reading[]>> {
  const { intake, sinks, instance, startedAt, activeRuns, page } = options;
  const lags = await Promise.all(sinks.map(({ lag }) => lag.read()));
  const ofSinks = (value: (sink: ShownSink, index: number) => number | undefined): Reading[] =>
    sinks.map((sink, index) => ({ value: value(sink, index) ?? 0, labels: [sink.counts.sink] }));
  return {
    info: [{ value: 1, labels: [VERSION, instance] }],
    startTime: [{ value: Date.parse(startedAt) / 1000 }],
    requests: [{ value: intake.requests }],
    events: [{ value: intake.events }],
    duplicates: [{ value: intake.duplicates }],
    ignored: [{ value: intake.ignored }],
    malformed: [{ value: intake.malformed }],
    unusable: [{ value: intake.unusable }],
    quarantined: [{ value: intake.quarantined }],
    deferred: [{ value: intake.deferred }],
    activeRuns: [{ value: activeRuns.count() }],
    pageSubscribers: page === undefined ? [] : [{ value: page.subscribers }],
    sinkDelivered: ofSinks(({ counts }) => counts.delivered),
    sinkRetries: ofSinks(({ counts }) => counts.retries),
    sinkRejected: ofSinks(({ counts }) => counts.rejected),
    sinkParked: ofSinks(({ counts }) => counts.parked),
    sinkLagSize: ofSinks((_, index) => lags[index]?.bytes),
    sinkLagDuration: ofSinks((_, index) => lags[index]?.seconds),
  };
}
