import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ResolvedOptions } from './options.js';

/**
 * How long an idle connection stays open. Go clients, the Collector among them, reuse one for up to 90 s and do not
 * repeat a POST that the server's side closed under them.
 */
const KEEP_ALIVE_MILLIS = 120_000;

/** How often slow requests are looked for, at the longest. */
const MAX_CHECK_MILLIS = 5_000;

/** What a server is made from. */
export type HttpServerOptions = Pick<
  ResolvedOptions,
  'headersTimeoutSeconds' | 'requestTimeoutSeconds' | 'maxConnections' | 'tls'
>;

/**
 * Makes the server, in plain HTTP or with TLS.
 * @throws Error naming the option when the certificate or key is unusable
 */
export function createHttpServer(options: HttpServerOptions, listener: RequestListener): Server {
  const headersTimeout = Math.ceil(options.headersTimeoutSeconds * 1000);
  const requestTimeout = Math.max(Math.ceil(options.requestTimeoutSeconds * 1000), headersTimeout);
  const settings: ServerOptions = {
    headersTimeout,
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    connectionsCheckingInterval: Math.min(MAX_CHECK_MILLIS, headersTimeout, requestTimeout),
  };
  const server =
    options.tls === undefined ? createServer(settings) : secureServer(options.tls, settings, headersTimeout);
  server.maxConnections = options.maxConnections;
  server.on('request', listener);
  // The listener says "100 Continue" itself, once it wants the body.
  server.on('checkContinue', listener);
  server.on('clientError', dropOrComplain);
  return server;
}

/**
 * Starts listening.
 * @param option what gave the address; it begins the error message
 * @returns the base URL under which programs on this host reach the server, and its port
 * @throws Error naming the option and the address when it is not to be had
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  secure: boolean,
  option = '--listen',
): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => reject(listenError(option, host, port, cause));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const taken = (server.address() as AddressInfo).port;
  return { url: `${secure ? 'https' : 'http'}://${authority(reachable(host), taken)}`, port: taken };
}

function secureServer(
  tls: NonNullable<ResolvedOptions['tls']>,
  settings: ServerOptions,
  handshakeTimeout: number,
): Server {
  try {
    return createTlsServer({ ...settings, handshakeTimeout, cert: tls.cert, key: tls.key });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = 'expected a PEM certificate and its key';
    throw new Error(`tls (--tls-cert, --tls-key): ${expected}, got ${reason}`, { cause });
  }
}

/**
 * Node answers a slow request with 408, on which a Collector drops the data; without an answer it sends it again. What
 * is not HTTP at all (`HPE_…`, from Node's parser) is told so. A connection that TLS failed on, or on which it was never
 * begun, can be told nothing: an answer would wait for the handshake, and hold the connection, for ever.
 */
function dropOrComplain(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code?.startsWith('HPE_') !== true) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function listenError(option: string, host: string, port: number, cause: NodeJS.ErrnoException): Error {
  const address = authority(host, port);
  const free = `choose another with ${option} HOST:PORT, where port 0 takes a free one`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new Error(`${option} ${address}: the address is in use by another program; ${free}`, { cause });
    case 'EACCES':
      return new Error(`${option} ${address}: this user may not listen there; ${free}`, { cause });
    default:
      return new Error(`${option} ${address}: expected an address of this host, got ${cause.message}`, { cause });
  }
}

/** The address of all interfaces is none that one can connect to everywhere. */
function reachable(host: string): string {
  return { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
}

function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
