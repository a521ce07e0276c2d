import { isLoopback } from './hosts.js';
import type { Accept, Routes } from './types.js';

/** What protects a receiver. On loopback the defaults do; anywhere else tokens and TLS are needed. */
export interface ReceiverSecurity {
  /** One bearer token, or two while it is exchanged. Default: none. */
  readonly tokens?: readonly string[] | undefined;
  /** File with one token a line, one or two of them; read again when it changes. Blank lines and `#` lines are skipped. */
  readonly tokenFile?: string | undefined;
  /** Certificate chain and private key in PEM. Default: plain HTTP. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** TLS is terminated upstream, for instance by an ingress: listen in plain HTTP off loopback. Default false. */
  readonly terminatedTls?: boolean | undefined;
  /** Names that the `Host` header may have besides those of loopback. No wildcards. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** What one receiver may use at most. */
export interface ReceiverLimits {
  /**
   * Largest body in bytes, also after decompression. Default 64 MiB, which OTLP 1.11 recommends. A Collector drops a
   * request that is answered with 413, so this must not be below its largest batch.
   */
  readonly maxBodyBytes?: number | undefined;
  /** Bytes of bodies held at one time, over all requests; beyond it 503. Default 256 MiB, or `maxBodyBytes` if more. */
  readonly maxConcurrentBytes?: number | undefined;
  /**
   * Connections at one time; further ones are closed at once, which senders retry. Also the requests that are handled at
   * one time; further ones on the same connections are told to come again. Default 1024.
   */
  readonly maxConnections?: number | undefined;
  /** Time to send the headers of a request, in seconds. Default 20. */
  readonly headersTimeoutSeconds?: number | undefined;
  /** Time to send a whole request, in seconds; a slower one is dropped without an answer. Default 120. */
  readonly requestTimeoutSeconds?: number | undefined;
}

/** Options of `createReceiver`. */
export interface ReceiverOptions extends ReceiverSecurity, ReceiverLimits {
  /** Address to listen on; port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What gave the address; error messages begin with it. Default `--listen`. */
  readonly option?: string | undefined;
  readonly accept: Accept;
  /** Body of `GET /health`: an object that names the running `instance`. Must be quick. */
  health(): { readonly instance: string };
  /** Whether `GET /ready` says yes. Default: always, until the receiver is closed. */
  readonly ready?: (() => boolean) | undefined;
  /** Further paths. Host and token are checked before it is asked. Default: none. */
  readonly routes?: Routes | undefined;
  /** Says something to the operator. Default: nothing is said. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** The options with their defaults. */
export interface ResolvedOptions extends Required<Omit<ReceiverOptions, 'tokens' | 'tokenFile' | 'tls' | 'routes'>> {
  readonly option: string;
  readonly tokens: readonly string[] | undefined;
  readonly tokenFile: string | undefined;
  readonly tls: ReceiverSecurity['tls'];
  readonly routes: Routes | undefined;
  readonly allowedHosts: readonly string[];
  readonly maxBodyBytes: number;
  readonly maxConcurrentBytes: number;
  readonly maxConnections: number;
  readonly headersTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly ready: () => boolean;
  readonly warn: (text: string) => void;
}

const MEBIBYTE = 1_048_576;

/**
 * Fills in the defaults and checks what can be checked before listening.
 * @throws Error naming the option, what was expected and what came
 */
export function resolveOptions(options: ReceiverOptions): ResolvedOptions {
  const maxBodyBytes = options.maxBodyBytes ?? 64 * MEBIBYTE;
  const resolved = {
    listen: options.listen,
    option: options.option ?? '--listen',
    accept: options.accept,
    health: options.health,
    ready: options.ready ?? (() => true),
    routes: options.routes,
    warn: options.warn ?? (() => undefined),
    tokens: options.tokens,
    tokenFile: options.tokenFile,
    tls: options.tls,
    terminatedTls: options.terminatedTls ?? false,
    allowedHosts: options.allowedHosts ?? [],
    maxBodyBytes,
    maxConcurrentBytes: options.maxConcurrentBytes ?? Math.max(256 * MEBIBYTE, maxBodyBytes),
    maxConnections: options.maxConnections ?? 1024,
    headersTimeoutSeconds: options.headersTimeoutSeconds ?? 20,
    requestTimeoutSeconds: options.requestTimeoutSeconds ?? 120,
  };
  checkNumbers(resolved);
  checkExposure(resolved);
  return resolved;
}

function checkNumbers(options: ResolvedOptions): void {
  const { port } = options.listen;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`listen: expected a port from 0 to 65535, got ${port}`);
  }
  for (const name of ['maxBodyBytes', 'maxConcurrentBytes', 'maxConnections'] as const) {
    if (!Number.isSafeInteger(options[name]) || options[name] < 1) {
      throw new Error(`${name}: expected a whole number above 0, got ${options[name]}`);
    }
  }
  for (const name of ['headersTimeoutSeconds', 'requestTimeoutSeconds'] as const) {
    if (!(options[name] > 0 && options[name] <= 3600)) {
      throw new Error(`${name}: expected seconds above 0 and up to 3600, got ${options[name]}`);
    }
  }
  if (options.maxConcurrentBytes < options.maxBodyBytes) {
    throw new Error(
      `maxConcurrentBytes: expected at least maxBodyBytes (${options.maxBodyBytes}), got ${options.maxConcurrentBytes}`,
    );
  }
}

/**
 * Off loopback anybody on the network could write into the journals, or read what is sent.
 * @throws Error naming the options that are missing
 */
export function checkExposure({
  listen,
  option = '--listen',
  tokens,
  tokenFile,
  tls,
  terminatedTls,
}: ReceiverSecurity & Pick<ReceiverOptions, 'listen' | 'option'>): void {
  if (isLoopback(listen.host)) {
    return;
  }
  const missing = [
    ...(tokens === undefined && tokenFile === undefined ? ['a bearer token (tokens, or --token-file)'] : []),
    ...(tls === undefined && terminatedTls !== true
      ? [
          'TLS (tls, or --tls-cert and --tls-key) or the statement that it is terminated upstream (terminatedTls, or --tls-terminated)',
        ]
      : []),
  ];
  if (missing.length > 0) {
    throw new Error(`${option}: expected, off loopback, ${missing.join(', and ')}; got ${listen.host} without`);
  }
}
