import type { IncomingMessage, RequestOptions } from 'node:http';
import { type AgentOptions, type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createSecureContext } from 'node:tls';
import { VERSION } from '../../../bridge/version.js';
import { proxyAgentOptions } from '../../../http/proxy.js';
import { sendStream } from '../../../http/send-stream.js';
import { mlflowOptions } from '../../settings/options.js';
import type { MlflowSettings } from '../../settings/types.js';
import type { HttpOutcome, HttpRequest, Transport } from './types.js';

/** MLflow's server closes a connection after 5 s of silence; a request that is sent just then is lost. */
const IDLE_MILLIS = 2_500;
/** Of one transport. More writers than this make an SQL store slower, not faster. */
const MAX_CONNECTIONS = 8;
/** A run with ten thousand metrics is 2 MB, a page of 25,000 points 3 MB. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;

/** Limits that tests make small. */
export interface TransportLimits {
  readonly maxAnswerBytes?: number;
  readonly idleMillis?: number;
}

/**
 * Connections to the server that the settings name. Redirects are answers like others: following one could carry the
 * password to another host.
 *
 * @throws Error when a certificate or key of the settings is unusable
 */
export function createTransport(settings: MlflowSettings, limits: TransportLimits = {}): Transport {
  return new HttpTransport(settings, limits);
}

class HttpTransport implements Transport {
  readonly #base: URL;
  readonly #prefix: string;
  readonly #agent: HttpAgent;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMillis: number;
  readonly #maxAnswerBytes: number;
  readonly #open = new Set<ClientRequest>();
  #closed = false;

  constructor(settings: MlflowSettings, { maxAnswerBytes, idleMillis }: TransportLimits) {
    this.#base = new URL(settings.trackingUri);
    this.#prefix = this.#base.pathname.replace(/\/+$/, '');
    this.#timeoutMillis = settings.timeoutSeconds * 1000;
    this.#maxAnswerBytes = maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.#headers = {
      accept: 'application/json',
      'user-agent': `fedotel/${VERSION}`,
      ...(settings.workspace === undefined ? {} : { 'x-mlflow-workspace': settings.workspace }),
    };
    const authorization = settings.authorization();
    if (authorization !== undefined) this.#headers = { ...this.#headers, authorization };
    const options: AgentOptions = {
      ...proxyAgentOptions(settings.proxies()),
      keepAlive: true,
      maxSockets: MAX_CONNECTIONS,
      // For idle connections: one with a request is bounded by the request's own limit.
      timeout: idleMillis ?? IDLE_MILLIS,
    };
    this.#agent = this.#base.protocol === 'https:' ? createTlsAgent(options, settings.tls) : new HttpAgent(options);
  }

  async send(request: HttpRequest): Promise<HttpOutcome> {
    if (this.#closed) return { kind: 'failed', reached: false, code: 'CLOSED', message: 'closed' };
    const first = await this.#attempt(request);
    // A kept connection that the server had closed: nothing is lost when a question is asked twice.
    const again = first.stale && request.method === 'GET' && !this.#closed;
    return (again ? await this.#attempt(request) : first).outcome;
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#open) request.destroy(new Error('closed'));
    this.#agent.destroy();
  }

  #attempt({ method, path, body }: HttpRequest): Promise<{ outcome: HttpOutcome; stale: boolean }> {
    const secure = this.#base.protocol === 'https:';
    const options: RequestOptions = {
      method,
      host: this.#base.hostname.replace(/^\[|\]$/g, ''),
      port: this.#base.port === '' ? undefined : this.#base.port,
      path: `${this.#prefix}${path}`,
      agent: this.#agent,
      headers: { ...this.#headers, ...bodyHeaders(body) },
    };
    return new Promise((resolve) => {
      const request = secure ? httpsRequest(options) : httpRequest(options);
      this.#open.add(request);
      let reached = false;
      const settle = (outcome: HttpOutcome) => {
        clearTimeout(timer);
        this.#open.delete(request);
        if (body !== undefined && 'stream' in body) body.stream.destroy();
        // An answer may come before the body is sent; the rest of it must not go into the next request.
        if (outcome.kind === 'failed' || !request.writableFinished) request.destroy();
        resolve({ outcome, stale: outcome.kind === 'failed' && outcome.code === 'ECONNRESET' && request.reusedSocket });
      };
      const fail = (code: string, message: string) => settle({ kind: 'failed', reached, code, message });
      const timer = setTimeout(
        () => fail('TIMEOUT', `no answer within ${this.#timeoutMillis / 1000} s`),
        this.#timeoutMillis,
      );
      request.once('socket', (socket) => {
        if (!socket.connecting) reached = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (reached = true));
      });
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'FAILED', error.message));
      request.once('response', (response) => this.#read(response, settle, fail));
      if (body === undefined) request.end();
      else if ('json' in body) request.end(body.json);
      else {
        sendStream(request, body, timer, (message) => fail('BODY', message));
      }
    });
  }

  #read(
    response: IncomingMessage,
    settle: (outcome: HttpOutcome) => void,
    fail: (code: string, message: string) => void,
  ): void {
    // Kept here: the response lets go of it at its end.
    const { socket } = response;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > this.#maxAnswerBytes) fail('TOO_LARGE', `an answer over ${this.#maxAnswerBytes} bytes`);
      else chunks.push(chunk);
    });
    response.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'FAILED', error.message));
    response.once('end', () => {
      // After an exception the server closes the connection; the next request must not meet that.
      if ((response.statusCode ?? 0) >= 500) socket.destroy();
      settle({
        kind: 'answer',
        status: response.statusCode ?? 0,
        mediaType: (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
        retryAfter: response.headers['retry-after'],
        location: response.headers.location,
        body: Buffer.concat(chunks),
      });
    });
  }
}

function bodyHeaders(body: HttpRequest['body']): Record<string, string> {
  if (body === undefined) return {};
  // Plain, never gzip: the server does not unpack bodies.
  const [type, size] =
    'json' in body ? ['application/json', Buffer.byteLength(body.json)] : ['application/octet-stream', body.sizeBytes];
  return { 'content-type': type, 'content-length': String(size) };
}

function createTlsAgent(options: AgentOptions, { insecure, ca, client }: MlflowSettings['tls']): HttpsAgent {
  const pem = client();
  const own = { ...(ca === undefined ? {} : { ca }), ...(pem === undefined ? {} : { cert: pem, key: pem }) };
  try {
    // An agent would notice at its first connection, and then at every one.
    createSecureContext(own);
  } catch (cause) {
    const source = pem === undefined ? mlflowOptions.serverCert : mlflowOptions.clientCert;
    const expected = `expected certificates${pem === undefined ? '' : ' and a key'} in PEM`;
    throw new Error(`${source.env[0]}: ${expected}, got ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  return new HttpsAgent({ ...options, rejectUnauthorized: !insecure, ...own });
}
