import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../bridge-process.js';
import type { FaultList } from './faults.js';

/** A request, read as a whole. */
export interface FakeRequest {
  readonly message: IncomingMessage;
  readonly body: Buffer;
  /** The body as faults look at it and as it is recorded. */
  readonly text: string;
  /** What faults call it. */
  readonly operation: string;
  /** Distinct for distinct connections, from 1. */
  readonly connection: number;
}

/** What a server says to a request. */
export interface FakeReply {
  readonly status: number;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** What makes one server different from another. */
export interface FaultyServerOptions {
  readonly faults: FaultList;
  /** Name of what a request asks for. */
  readonly operationOf: (message: IncomingMessage, body: Buffer) => string;
  /** Told of every request before anything is done. */
  readonly seen: (request: FakeRequest) => void;
  /** Does what a request asks for. Never throws. */
  readonly answer: (request: FakeRequest) => FakeReply;
  /** How a body becomes text. Default UTF-8. */
  readonly encoding?: BufferEncoding;
  /** More of a body is not kept: one byte more tells that it was too large. Default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Silence after which it closes a connection. Default 5 s. */
  readonly keepAliveMillis?: number;
}

const MAX_BODY_BYTES = 64 * 1_048_576;
const KEEP_ALIVE_MILLIS = 5000;

/** An HTTP server on a loopback port of its own, with which things go wrong when they are told to. */
export class FaultyServer {
  /** Stays the same over restarts; empty before the first start. */
  url = '';
  readonly #options: FaultyServerOptions;
  readonly #connections = new WeakMap<object, number>();
  #server: Server | undefined;
  #count = 0;

  constructor(options: FaultyServerOptions) {
    this.#options = options;
  }

  /** Listens: on a free port the first time, and on the same one afterwards. */
  async restart(): Promise<void> {
    await this.stop();
    const server = createServer((message, response) => void this.#handle(message, response));
    server.keepAliveTimeout = this.#options.keepAliveMillis ?? KEEP_ALIVE_MILLIS;
    server.on('connection', (socket) => this.#connections.set(socket, ++this.#count));
    // Nobody else gets it by chance while this one is stopped.
    const port = this.url === '' ? await freePort() : Number(new URL(this.url).port);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections and refuses new ones, as after `kill -9`. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, operationOf, seen, answer, encoding, maxBodyBytes } = this.#options;
    // Whoever breaks off gets no answer.
    const body = await readBody(message, maxBodyBytes ?? MAX_BODY_BYTES).catch(() => undefined);
    if (body === undefined) return;
    const operation = operationOf(message, body);
    const text = body.toString(encoding ?? 'utf8');
    const request = { message, body, text, operation, connection: this.#connections.get(message.socket) ?? 0 };
    seen(request);
    const fault = faults.take(operation, text);
    if (fault?.kind === 'slow') await delay(fault.millis);
    if (fault?.kind === 'drop') return void message.socket.destroy();
    if (fault?.kind === 'answer') {
      const headers = { 'content-type': fault.mediaType, ...fault.headers };
      return void response.writeHead(fault.status, headers).end(fault.body);
    }
    const { status, mediaType, content } = answer(request);
    if (fault?.kind === 'lose') return void message.socket.destroy();
    const extra = fault?.kind === 'headers' ? fault.headers : {};
    const headers = { 'content-type': mediaType, 'content-length': content.length, ...extra };
    response.writeHead(status, headers).end(content);
  }
}

/** The body, or of one that is too large the beginning and a byte more. */
async function readBody(message: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    const kept = chunk.subarray(0, Math.max(0, most + 1 - size));
    size += kept.length;
    chunks.push(kept);
  }
  return Buffer.concat(chunks);
}
