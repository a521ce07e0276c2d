import type { IncomingMessage } from 'node:http';
import { type FakeReply, FaultyServer } from '../fake-server/faulty-server.js';
import { type FakeService, FaultyService } from '../fake-server/faulty-service.js';
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
export interface FakeMlflow extends FakeService {
  readonly store: FakeStore;
  readonly seen: readonly FakeSeen[];
}

/** Starts one on a free loopback port. `stop` ends it. */
export async function startFakeMlflow(options: FakeMlflowOptions = {}): Promise<FakeMlflow> {
  const fake = new HttpFake(options);
  await fake.restart();
  return fake;
}

const HTML = 'text/html; charset=utf-8';
/** Hosts that the real one answers to unless it is told of others. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

class HttpFake extends FaultyService implements FakeMlflow {
  readonly store: FakeStore;
  readonly seen: FakeSeen[] = [];
  readonly #options: FakeMlflowOptions;
  protected readonly servers: readonly FaultyServer[];

  constructor(options: FakeMlflowOptions) {
    super();
    this.#options = options;
    this.store = new FakeStore(options.artifactRoot);
    const server = new FaultyServer({
      faults: this.faults,
      operationOf: (message) => `${message.method} ${urlOf(message).pathname}`,
      seen: ({ operation, text, message: { headers }, connection }) =>
        this.seen.push({ request: operation, body: text, headers, connection }),
      answer: ({ message, body }) => this.#refusal(message) ?? this.#answer(message, body),
      ...(options.keepAliveMillis === undefined ? {} : { keepAliveMillis: options.keepAliveMillis }),
    });
    this.servers = [server];
  }

  /** What the layers before the handlers refuse. */
  #refusal({ headers, url }: IncomingMessage): FakeReply | undefined {
    if (url === '/health' || url === '/version') return undefined;
    if (!LOCAL_HOST.test(headers.host ?? '')) {
      const text = 'Invalid Host header - possible DNS rebinding attack detected';
      return reply(403, 'text/plain; charset=utf-8', text);
    }
    const { user } = this.#options;
    const expected = user && `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
    if (expected !== undefined && headers.authorization !== expected) {
      return reply(401, HTML, 'You are not authenticated.');
    }
    if (headers['x-mlflow-workspace'] !== undefined) {
      return refusal(500, 'FEATURE_DISABLED', 'Workspaces are not enabled on this server');
    }
    return undefined;
  }

  #answer(request: IncomingMessage, body: Buffer): FakeReply {
    const url = urlOf(request);
    const serving: FakeServing = { serveArtifacts: true, writesArtifacts: true, version: '3.17.2', ...this.#options };
    const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
    const asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams, mediaType, body };
    try {
      const result = answer(this.store, serving, asked);
      if ('bytes' in result) return reply(200, result.mediaType, result.bytes);
      return reply(200, 'application/json', JSON.stringify(result.json));
    } catch (error) {
      if (error instanceof FakeRefusal && error.code !== '') return refusal(error.status, error.code, error.message);
      if (error instanceof FakeRefusal) {
        return reply(error.status, error.message.startsWith('{') ? 'application/json' : HTML, error.message);
      }
      // Anything else is a fault of the fake, and shows.
      const reason = error instanceof FakeCrash ? '' : String(error);
      return reply(500, HTML, `<h1>Internal Server Error</h1>${reason}`);
    }
  }
}

function urlOf({ url }: IncomingMessage): URL {
  return new URL(url ?? '/', 'http://localhost');
}

function reply(status: number, mediaType: string, content: string | Buffer): FakeReply {
  return { status, mediaType, content: Buffer.from(content) };
}

function refusal(status: number, code: string, message: string): FakeReply {
  return reply(status, 'application/json', JSON.stringify({ error_code: code, message }));
}
