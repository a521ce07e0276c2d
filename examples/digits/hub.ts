/** The server's side of the wire: tasks go out on a stream that each client keeps open, answers come in as uploads. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { decode, encode, type TrainMessage, type TrainReply } from './messages.js';

/** Largest upload in bytes; an answer has 140 kB. */
const MAX_UPLOAD = 1 << 20;

/** What happened on the wire. */
export type Arrival =
  | { kind: 'joined'; client: string }
  /** The client's stream broke: it crashed, or its network did. */
  | { kind: 'left'; client: string }
  | { kind: 'reply'; client: string; reply: TrainReply; bytes: number }
  | { kind: 'broken-upload'; client: string; round: number; reason: string };

/** Connections to all clients. */
export interface Hub {
  /** Where clients connect to, on loopback. */
  readonly url: string;
  /** Whether the client's stream is open. */
  connected(client: string): boolean;
  /** Sends a task; returns its size in bytes. Does nothing when the client has just left: that arrives as `left`. */
  send(client: string, message: TrainMessage): number;
  /** The next thing that happens, or has happened since the last call; `undefined` after so many seconds of nothing. */
  next(seconds: number): Promise<Arrival | undefined>;
  /** Ends all streams, which tells the clients to leave, and closes the port. */
  close(): Promise<void>;
}

/** Opens a hub on a free port, for these client ids only. */
export async function createHub(clients: readonly string[]): Promise<Hub> {
  const hub = new HttpHub(new Set(clients));
  await hub.listen();
  return hub;
}

class HttpHub implements Hub {
  private readonly server: Server;
  private readonly streams = new Map<string, ServerResponse>();
  private readonly arrivals: Arrival[] = [];
  private wake: ((arrival: Arrival | undefined) => void) | undefined;
  url = '';

  constructor(private readonly clients: ReadonlySet<string>) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  connected(client: string): boolean {
    return this.streams.has(client);
  }

  send(client: string, message: TrainMessage): number {
    const line = `${encode(message)}\n`;
    this.streams.get(client)?.write(line);
    return Buffer.byteLength(line);
  }

  next(seconds: number): Promise<Arrival | undefined> {
    const first = this.arrivals.shift();
    if (first !== undefined || seconds <= 0) return Promise.resolve(first);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(undefined), seconds * 1000);
      this.wake = (arrival) => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve(arrival);
      };
    });
  }

  async close(): Promise<void> {
    for (const stream of this.streams.values()) stream.end();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private arrived(arrival: Arrival): void {
    if (this.wake !== undefined) this.wake(arrival);
    else this.arrivals.push(arrival);
  }

  /** `GET /tasks?client=ID` opens a stream, `POST /updates?client=ID&round=N` delivers an answer. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const client = url.searchParams.get('client') ?? '';
    const route = `${request.method} ${url.pathname}`;
    if (!this.clients.has(client)) response.writeHead(403).end();
    else if (this.arrivals.length > 10 * this.clients.size) response.writeHead(503).end();
    else if (route === 'GET /tasks') this.openStream(client, response);
    else if (route === 'POST /updates')
      await this.receive(client, Number(url.searchParams.get('round')), request, response);
    else response.writeHead(404).end();
  }

  private openStream(client: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', connection: 'close' }).flushHeaders();
    this.streams.set(client, response);
    this.arrived({ kind: 'joined', client });
    response.on('close', () => {
      // A client that has come back already has a newer stream, which stays.
      if (this.streams.get(client) !== response) return;
      this.streams.delete(client);
      this.arrived({ kind: 'left', client });
    });
  }

  private async receive(client: string, round: number, request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MAX_UPLOAD) return void response.writeHead(413, { connection: 'close' }).end();
        chunks.push(chunk);
      }
    } catch (error) {
      // The body ended before its announced length.
      const code = error instanceof Error && 'code' in error ? error.code : error;
      return this.arrived({ kind: 'broken-upload', client, round, reason: `upload broke off: ${code}` });
    }
    try {
      const reply = decode<TrainReply>(Buffer.concat(chunks).toString('utf8'));
      this.arrived({ kind: 'reply', client, reply, bytes });
      response.writeHead(204).end();
    } catch {
      response.writeHead(400).end();
    }
  }
}
