import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type FakeFault, type FakeFaultScope, FaultList } from './faults.js';
import { answer, type FakeServing } from './routes.js';
import { FakeStore } from './store.js';
import { FakeCrash, FakeRefusal } from './types.js';

/** A request that came, in the order in which they came. */
export interface FakeSeen {
  /** Method and path without query. */
  readonly request: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
  /** Distinct for distinct connections. */
  readonly connection: number;
}

/** How the fake behaves for as long as it lives. */
export interface FakeMlflowOptions extends Partial<FakeServing> {
  /** User name and password of its only user. Default: none are asked for. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Beginning of `artifact_uri`; default the proxy's, `mlflow-artifacts:`. */
  readonly artifactRoot?: string;
  /** Silence after which it closes a connection. Default 5 s, as the real one. */
  readonly keepAliveMillis?: number;
}

/** A server that behaves like MLflow's tracking server in what clients of ours use, and fails when it is told to. */
export interface FakeMlflow {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly store: FakeStore;
  readonly seen: readonly FakeSeen[];
  /** Lets something go wrong with the requests to come. */
  fault(fault: FakeFault, scope?: FakeFaultScope): void;
  clearFaults(): void;
  /** Breaks all connections and refuses new ones, as after `kill -9`. What was stored stays. */
  stop(): Promise<void>;
  /** Listens on the same port again. */
  restart(): Promise<void>;
}

/** Starts one on a free loopback port. `stop` ends it. */
export async function startFakeMlflow(options: FakeMlflowOptions = {}): Promise<FakeMlflow> {
  const fake = new HttpFake(options);
  await fake.restart();
  return fake;
}

/** Larger bodies are a fault of the test. */
const MAX_BODY_BYTES = 64 * 1_048_576;
/** Hosts that the real one answers to unless it is told of others. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

class HttpFake implements FakeMlflow {
  url = '';
  readonly store: FakeStore;
  readonly seen: FakeSeen[] = [];
  readonly #options: FakeMlflowOptions;
  readonly #faults = new FaultList();
  readonly #connections = new WeakMap<object, number>();
  #server: Server | undefined;
  #count = 0;

  constructor(options: FakeMlflowOptions) {
    this.#options = options;
    this.store = new FakeStore(options.artifactRoot);
  }

  fault(fault: FakeFault, scope: FakeFaultScope = {}): void {
    this.#faults.add(fault, scope);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async restart(): Promise<void> {
    await this.stop();
    const server = createServer((request, response) => void this.#handle(request, response));
    server.keepAliveTimeout = this.#options.keepAliveMillis ?? 5_000;
    server.on('connection', (socket) => this.#connections.set(socket, ++this.#count));
    const port = this.url === '' ? 0 : Number(new URL(this.url).port);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = `${request.method} ${url.pathname}`;
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    const text = body.toString();
    const connection = this.#connections.get(request.socket) ?? 0;
    this.seen.push({ request: name, body: text, headers: request.headers, connection });
    const fault = this.#faults.take(name, text);
    if (fault?.kind === 'slow') await delay(fault.millis);
    if (fault?.kind === 'drop') return void request.socket.destroy();
    if (fault?.kind === 'answer') {
      const headers = { 'content-type': fault.mediaType, ...fault.headers };
      return void response.writeHead(fault.status, headers).end(fault.body);
    }
    const refused = this.#refusal(request);
    const [status, mediaType, content] = refused ?? this.#answer(request, url, body);
    if (fault?.kind === 'lose') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': mediaType, 'content-length': content.length }).end(content);
  }

  /** What the layers before the handlers refuse. */
  #refusal({ headers, url }: IncomingMessage): Answered | undefined {
    if (url === '/health' || url === '/version') return undefined;
    if (!LOCAL_HOST.test(headers.host ?? '')) {
      return [
        403,
        'text/plain; charset=utf-8',
        Buffer.from('Invalid Host header - possible DNS rebinding attack detected'),
      ];
    }
    const { user } = this.#options;
    const expected = user && `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
    if (expected !== undefined && headers.authorization !== expected) {
      return [401, 'text/html; charset=utf-8', Buffer.from('You are not authenticated.')];
    }
    if (headers['x-mlflow-workspace'] !== undefined) {
      return refusal(500, 'FEATURE_DISABLED', 'Workspaces are not enabled on this server');
    }
    return undefined;
  }

  #answer(request: IncomingMessage, url: URL, body: Buffer): Answered {
    const serving: FakeServing = { serveArtifacts: true, writesArtifacts: true, version: '3.17.2', ...this.#options };
    const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
    const asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams, mediaType, body };
    try {
      const result = answer(this.store, serving, asked);
      if ('bytes' in result) return [200, result.mediaType, result.bytes];
      return [200, 'application/json', Buffer.from(JSON.stringify(result.json))];
    } catch (error) {
      if (error instanceof FakeRefusal && error.code !== '') return refusal(error.status, error.code, error.message);
      if (error instanceof FakeRefusal) {
        const type = error.message.startsWith('{') ? 'application/json' : 'text/html; charset=utf-8';
        return [error.status, type, Buffer.from(error.message)];
      }
      // Anything else is a fault of the fake, and shows.
      const reason = error instanceof FakeCrash ? '' : String(error);
      return [500, 'text/html; charset=utf-8', Buffer.from(`<h1>Internal Server Error</h1>${reason}`)];
    }
  }
}

type Answered = readonly [status: number, mediaType: string, content: Buffer];

function refusal(status: number, code: string, message: string): Answered {
  return [status, 'application/json', Buffer.from(JSON.stringify({ error_code: code, message }))];
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
