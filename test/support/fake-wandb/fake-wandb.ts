import type { IncomingMessage } from 'node:http';
import { FaultyServer, type FaultyServerOptions } from '../fake-server/faulty-server.js';
import { type FakeService, FaultyService } from '../fake-server/faulty-service.js';
import { apiSchema } from './api-schema.js';
import { md5Of } from './artifact.js';
import { streamTo } from './file-stream.js';
import { execute, type GraphqlRequest, operationOf } from './graphql/execute.js';
import { GraphqlError } from './graphql/lexer.js';
import { type FakeFeatures, resolversOf } from './resolvers.js';
import { FakeRefusal, FakeStore } from './store.js';

/** A request that came, in the order in which they came. */
export interface FakeSeen {
  readonly origin: 'api' | 'storage';
  /** `UpsertBucket`, `file_stream`, `PUT`, or method and path of something unknown. */
  readonly operation: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** How the fake behaves for as long as it lives. */
export interface FakeWandbOptions {
  /** Its only key. Default {@link FAKE_KEY}. */
  readonly key?: string;
  /** Names that `ServerFeaturesQuery` answers with. Default none. */
  readonly features?: FakeFeatures;
  /** Larger requests get 413. Default 64 MiB. */
  readonly maxBodyBytes?: number;
}

/** A key of the right form. */
export const FAKE_KEY = 'f'.repeat(40);

/**
 * A recording server that speaks W&B's protocol as far as clients use it to write runs, and fails when it is told to.
 * That it does is proven by the real Python client, which completes against it (`test/peers/`). Storage has an address
 * of its own, as the signed addresses of the real one have.
 */
export interface FakeWandb extends FakeService {
  readonly key: string;
  readonly store: FakeStore;
  readonly seen: readonly FakeSeen[];
}

/** Starts one on free loopback ports. `stop` ends it. */
export async function startFakeWandb(options: FakeWandbOptions = {}): Promise<FakeWandb> {
  const fake = new HttpFake(options);
  await fake.restart();
  return fake;
}

const STREAM = /^\/files\/([^/]+)\/([^/]+)\/([^/]+)\/file_stream$/;

class HttpFake extends FaultyService implements FakeWandb {
  readonly key: string;
  readonly store = new FakeStore();
  readonly seen: FakeSeen[] = [];
  readonly #features: FakeFeatures;
  readonly #maxBodyBytes: number;
  readonly #storage = this.#serve('storage', ({ method }) => method ?? '');
  protected readonly servers = [this.#serve('api', operationName), this.#storage];

  constructor({ key, features, maxBodyBytes }: FakeWandbOptions) {
    super();
    this.key = key ?? FAKE_KEY;
    this.#features = features ?? [];
    this.#maxBodyBytes = maxBodyBytes ?? 64 * 1_048_576;
  }

  #serve(origin: FakeSeen['origin'], operationOf: FaultyServerOptions['operationOf']): FaultyServer {
    return new FaultyServer({
      faults: this.faults,
      operationOf,
      encoding: origin === 'storage' ? 'latin1' : 'utf8',
      seen: ({ operation, message, text }) =>
        this.seen.push({ origin, operation, path: pathOf(message), body: text, headers: message.headers }),
      answer: ({ message, body }) => {
        const [status, answer] = this.#answer(origin, message, pathOf(message), body);
        return { status, mediaType: 'application/json', content: Buffer.from(JSON.stringify(answer)) };
      },
    });
  }

  #answer(origin: 'api' | 'storage', request: IncomingMessage, path: string, body: Buffer): [number, object] {
    try {
      if (body.length > this.#maxBodyBytes) throw new FakeRefusal(413, 'too large');
      return [200, origin === 'storage' ? this.#put(request, path, body) : this.#call(request, path, body)];
    } catch (error) {
      if (error instanceof GraphqlError) return [400, { errors: [{ message: error.message }], data: null }];
      if (error instanceof FakeRefusal) return [error.status, { errors: [{ message: error.message }] }];
      // A fault of the fake, and shows.
      const message = error instanceof Error ? String(error.stack) : String(error);
      this.store.problems.push(message);
      return [500, { error: message }];
    }
  }

  #call({ headers, method }: IncomingMessage, path: string, body: Buffer): object {
    const expected = `Basic ${Buffer.from(`api:${this.key}`).toString('base64')}`;
    if (headers.authorization !== expected) throw new FakeRefusal(401, 'user is not logged in');
    if (method !== 'POST') throw new FakeRefusal(404, 'not found');
    const parsed: unknown = JSON.parse(body.toString());
    const [, entity, project, run] = STREAM.exec(path)?.map(decodeURIComponent) ?? [];
    if (entity !== undefined && project !== undefined && run !== undefined) {
      return streamTo(this.store, this.store.run(entity, project, run), parsed);
    }
    if (path !== '/graphql') throw new FakeRefusal(404, 'not found');
    const roots = resolversOf(this.store, this.#features, (to) => `${this.#storage.url}${to}?sig=upload`);
    return { data: execute(apiSchema, roots, requestOf(parsed)) };
  }

  #put({ headers, method }: IncomingMessage, path: string, body: Buffer): object {
    const [place = '', query] = path.split('?');
    const slot = this.store.slots.get(place);
    if (headers.authorization !== undefined) this.store.problems.push('the key was sent to storage');
    if (method !== 'PUT' || slot === undefined || query !== 'sig=upload') throw new FakeRefusal(403, 'not signed');
    if (headers['x-fake-upload'] !== 'required') throw new FakeRefusal(403, 'a header is missing');
    const md5 = headers['content-md5'];
    if (md5 !== undefined && md5 !== md5Of(body)) throw new FakeRefusal(400, 'BadDigest');
    slot(body);
    return {};
  }
}

function requestOf(parsed: unknown): GraphqlRequest {
  const { query, variables, operationName } = parsed as Partial<Record<keyof GraphqlRequest, unknown>>;
  if (typeof query !== 'string') throw new GraphqlError('expected a query');
  return {
    query,
    variables: (variables ?? {}) as GraphqlRequest['variables'],
    operationName: typeof operationName === 'string' ? operationName : '',
  };
}

function pathOf({ url }: IncomingMessage): string {
  return url ?? '/';
}

function operationName(message: IncomingMessage, body: Buffer): string {
  const path = pathOf(message);
  if (STREAM.test(path)) return 'file_stream';
  try {
    if (path === '/graphql') return operationOf(requestOf(JSON.parse(body.toString()))).operation.name;
  } catch {
    // Judged when it is carried out.
  }
  return `${message.method} ${path}`;
}
