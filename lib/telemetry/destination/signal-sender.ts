import type { Agent } from 'node:http';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SignalConfig } from '../config/resolve.js';
import type { Signal } from '../config/signal.js';
import { exporterPackage, type Peers } from '../peers.js';
import { type ExportOutcome, outcomeOf, outcomeOfThrown } from '../pipeline/export-outcome.js';
import { createFailFastAgent } from './http-agent.js';
import { createMetricsExporter, type MetricsPayload, type OtlpExporter } from './metrics-exporter.js';
import { untraced } from './untraced.js';

/** What one export request of each signal carries. */
export interface SignalPayload {
  metrics: MetricsPayload;
  traces: readonly ReadableSpan[];
  logs: readonly ReadableLogRecord[];
}

/** Sends one signal to one URL, one request at a time. */
export interface SignalSender<S extends Signal> {
  readonly url: string;
  /** Waits for the request before it, then sends. Never rejects. */
  send(payload: SignalPayload[S]): Promise<ExportOutcome>;
  /** Abandons what is under way: it is answered with `retry`. */
  close(): void;
}

/** Answer for what a closed sender had not sent. */
const CLOSED: ExportOutcome = { kind: 'retry', reason: 'the destination changed', unreachable: false };

/** Makes a sender through the official OTLP exporter of the signal. */
export function createSignalSender<S extends Signal>(
  peers: Peers,
  signal: S,
  config: SignalConfig,
  url: string,
): SignalSender<S> {
  const agent = url.startsWith('http:') ? createFailFastAgent() : undefined;
  const options = {
    url,
    headers: { ...config.headers },
    timeoutMillis: config.timeoutSeconds * 1000,
    compression: config.compression as never,
    // An https URL keeps the exporter's own agent, which reads the certificate variables.
    ...(agent === undefined ? {} : { httpAgentOptions: () => agent }),
  };
  return new ExporterSender(url, createExporter(peers, signal, config, options), agent);
}

function createExporter<S extends Signal>(
  peers: Peers,
  signal: S,
  config: SignalConfig,
  options: object,
): OtlpExporter<SignalPayload[S]> {
  const module: object = peers.get(exporterPackage(signal, config.protocol));
  const names = { metrics: 'OTLPMetricExporter', traces: 'OTLPTraceExporter', logs: 'OTLPLogExporter' } as const;
  const Exporter = (module as Record<string, unknown>)[names[signal]];
  if (typeof Exporter !== 'function') {
    throw new Error(`fedotel: ${exporterPackage(signal, config.protocol)} has no ${names[signal]}.`);
  }
  const official: unknown = Reflect.construct(Exporter, [options]);
  return (
    signal === 'metrics' ? createMetricsExporter(official as OtlpExporter<object>, config, options) : official
  ) as OtlpExporter<SignalPayload[S]>;
}

class ExporterSender<S extends Signal> implements SignalSender<S> {
  readonly url: string;
  readonly #exporter: OtlpExporter<SignalPayload[S]>;
  readonly #agent: Agent | undefined;
  /** Answers the request that is under way; nothing is under way without one. */
  #settle: (outcome: ExportOutcome) => void = () => undefined;
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: string, exporter: OtlpExporter<SignalPayload[S]>, agent: Agent | undefined) {
    this.url = url;
    this.#exporter = exporter;
    this.#agent = agent;
  }

  send(payload: SignalPayload[S]): Promise<ExportOutcome> {
    const sent = this.#last.then(() => (this.#isClosed ? CLOSED : this.#export(payload)));
    this.#last = sent;
    return sent;
  }

  close(): void {
    this.#isClosed = true;
    this.#settle(CLOSED);
    // The exporter waits for its own retries here; nobody else has to.
    this.#exporter.shutdown().catch(() => undefined);
    this.#agent?.destroy();
  }

  async #export(payload: SignalPayload[S]): Promise<ExportOutcome> {
    try {
      return await new Promise((resolve, reject) => {
        this.#settle = resolve;
        const exporting = untraced(() => this.#exporter.export(payload, (result) => resolve(outcomeOf(result))));
        exporting?.catch(reject);
      });
    } catch (error) {
      return outcomeOfThrown(error);
    }
  }
}
