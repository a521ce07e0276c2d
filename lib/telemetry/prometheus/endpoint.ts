import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { ClientWatcher } from '../../core/core.js';
import type { Warnings } from '../../core/warnings.js';
import type { PrometheusConfig } from '../config/prometheus.js';
import type { Peers } from '../peers.js';
import { withClients } from './client-gauges.js';
import { createLatestValues } from './latest-values.js';
import { createScrapeView } from './scrape-view.js';

/** The endpoint that Prometheus scrapes. It has a server of its own: nothing else of the library listens. */
export interface PrometheusEndpoint {
  /** Full URL, such as `http://127.0.0.1:8081/metrics`. */
  readonly url: string;
  /** To be given to the meter provider. Shutting it down leaves the address to `close`. */
  readonly reader: IMetricReader;
  /** To be told of single clients; `undefined` when none have series of their own. */
  readonly clients: ClientWatcher | undefined;
  /** Gives the address back. Never rejects; idempotent. */
  close(): Promise<void>;
}

/** Content type of the text format ("Exposition formats" of Prometheus). */
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

const PATH = '/metrics';

/** Scrapers are few. */
const MAX_CONNECTIONS = 64;

/**
 * Opens the endpoint.
 *
 * @throws Error naming option or variable when the address is in use or none of this host
 */
export async function openPrometheusEndpoint(
  peers: Peers,
  config: PrometheusConfig,
  warnings: Warnings,
): Promise<PrometheusEndpoint> {
  const { PrometheusExporter } = peers.get('@opentelemetry/exporter-prometheus');
  const view = createScrapeView();
  const clients = config.perClient && createLatestValues(config.perClient, warnings);
  // The exporter's serializer takes names as they come, so they are made right before it sees them.
  class NamingExporter extends PrometheusExporter {
    override async collect(...options: Parameters<InstanceType<typeof PrometheusExporter>['collect']>) {
      const { resourceMetrics, errors } = await super.collect(...options);
      return {
        resourceMetrics: view.of(
          clients === undefined ? resourceMetrics : withClients(resourceMetrics, clients.list()),
        ),
        errors,
      };
    }
  }
  const reader = new NamingExporter({ preventServerStart: true, withoutScopeInfo: true });
  const server = createServer(
    answering(config.host, (request, response) => {
      reader.getMetricsRequestHandler(request, response);
      response.setHeader('Content-Type', TEXT_FORMAT);
      response.setHeader('Cache-Control', 'no-store');
    }),
  );
  server.maxConnections = MAX_CONNECTIONS;
  const url = await listen(server, config);
  // An app that is done must not stay alive for its scraper.
  server.unref();
  return {
    url,
    reader,
    clients,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Judges a request before it is answered. On loopback `Host` must be a name of loopback: a web page can send a browser
 * there under a name of its own, and read what it gets.
 */
function answering(host: string, scrape: RequestListener<typeof IncomingMessage, typeof ServerResponse>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = /^[^?#]*/.exec(request.url ?? '')?.[0];
    if (isLoopback(host) && !isLoopback(hostName(request.headers.host ?? ''))) {
      refuse(response, 403, `the Host header names ${JSON.stringify(request.headers.host ?? '')}, expected loopback`);
    } else if (path !== PATH) {
      refuse(response, 404, `metrics are at ${PATH}`);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, `${PATH} takes GET`);
    } else {
      scrape(request, response);
    }
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(`${text}\n`);
}

/** The name in `name`, `name:port`, `[v6]` or `[v6]:port`. */
function hostName(host: string): string {
  return /^(\[[^\]]+\]|[^:[\]]+)(:\d+)?$/.exec(host)?.[1] ?? '';
}

function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

async function listen(server: Server, { host, port, source }: PrometheusConfig): Promise<string> {
  const authority = (at: number) => (host.includes(':') ? `[${host}]:${at}` : `${host}:${at}`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'is in use by another program; choose another port, where 0 takes a free one'
          : `cannot be listened on (${cause.message}); expected an address of this host`;
      reject(new Error(`fedotel: ${source}: the address ${authority(port)} for Prometheus ${why}.`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
  return `http://${authority((server.address() as AddressInfo).port)}${PATH}`;
}
