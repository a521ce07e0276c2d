import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type Proxies, proxyAgentOptions } from '../../../http/proxy.js';
import { sendStream } from '../../../http/send-stream.js';
import { reasonOf } from '../../../sink-parts/index.js';
import type { HttpAnswer, HttpFailure, HttpRequest, Transport } from './types.js';

/** Idle connections are closed before a load balancer does it. */
const IDLE_MILLIS = 20_000;
/** To one host. */
const MAX_CONNECTIONS = 8;
/** The largest is the answer to an upsert, which repeats the config. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;

/** Connections to W&B and to where it sends files. Certificates are judged by Node.js (`NODE_EXTRA_CA_CERTS`). */
export function createTransport(proxies?: Proxies): Transport {
  return new HttpTransport(proxies);
}

class HttpTransport implements Transport {
  readonly #plain: HttpAgent;
  readonly #secure: HttpsAgent;
  readonly #open = new Set<ClientRequest>();
  #closed = false;

  constructor(proxies: Proxies | undefined) {
    const options = {
      keepAlive: true,
      maxSockets: MAX_CONNECTIONS,
      timeout: IDLE_MILLIS,
      ...proxyAgentOptions(proxies),
    };
    this.#plain = new HttpAgent(options);
    this.#secure = new HttpsAgent(options);
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { body } = request;
    if (this.#closed) {
      if ('stream' in body) body.stream.destroy();
      return { kind: 'failed', reached: false, code: 'CLOSED', message: 'closed' };
    }
    try {
      return await this.#attempt(request);
    } catch (error) {
      // A header or a scheme that the server asked for and that Node.js does not send. The file is open already.
      if ('stream' in body) body.stream.destroy();
      return {
        kind: 'failed',
        reached: false,
        code: 'BODY',
        message: reasonOf(error),
      };
    }
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#open) request.destroy(new Error('closed'));
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #attempt({ method, url, headers, body, timeoutSeconds }: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const secure = url.protocol === 'https:';
    const size = 'stream' in body ? body.sizeBytes : body.length;
    const options = {
      method,
      agent: secure ? this.#secure : this.#plain,
      headers: { ...headers, 'content-length': size },
    };
    return new Promise((resolve) => {
      const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
      this.#open.add(request);
      let reached = false;
      const settle = (outcome: HttpAnswer | HttpFailure) => {
        clearTimeout(timer);
        this.#open.delete(request);
        if ('stream' in body) body.stream.destroy();
        // An answer may come before the body is sent; the rest of it must not go into the next request.
        if (outcome.kind === 'failed' || !request.writableFinished) request.destroy();
        resolve(outcome);
      };
      const fail = (code: string, message: string) => settle({ kind: 'failed', reached, code, message });
      const timer = setTimeout(() => fail('TIMEOUT', `no answer within ${timeoutSeconds} s`), timeoutSeconds * 1000);
      request.once('socket', (socket) => {
        if (!socket.connecting) reached = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (reached = true));
      });
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'FAILED', error.message));
      request.once('response', (response) => readAnswer(response, settle, fail));
      if (!('stream' in body)) request.end(body);
      else sendStream(request, body, timer, (message) => fail('BODY', message));
    });
  }
}

function readAnswer(
  response: IncomingMessage,
  settle: (answer: HttpAnswer) => void,
  fail: (code: string, message: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) fail('TOO_LARGE', `an answer over ${MAX_ANSWER_BYTES} bytes`);
    else chunks.push(chunk);
  });
  response.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'FAILED', error.message));
  response.once('end', () => {
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
    settle({ kind: 'answer', status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
  });
}
