import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import {
  createReceiver,
  type ExportRequest,
  type Receiver,
  type ReceiverOptions,
} from '../../../exporters/receiver/index.js';

/** An answer, complete. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A receiver with what it accepted. */
export interface TestReceiver extends Receiver {
  readonly accepted: ExportRequest[];
  readonly warnings: string[];
}

/** Starts a receiver on a free port of loopback; by default it accepts everything. */
export async function startReceiver(options: Partial<ReceiverOptions> = {}): Promise<TestReceiver> {
  const accepted: ExportRequest[] = [];
  const warnings: string[] = [];
  const receiver = await createReceiver({
    listen: { host: '127.0.0.1', port: 0 },
    health: () => ({ instance: 'test' }),
    warn: (text) => warnings.push(text),
    ...options,
    accept: (request) => {
      // The receiver uses the body's memory again.
      accepted.push({ ...request, body: Buffer.from(request.body) });
      return options.accept?.(request) ?? Promise.resolve({ kind: 'ok' });
    },
  });
  return {
    accepted,
    warnings,
    url: receiver.url,
    port: receiver.port,
    close: (how) => receiver.close(how),
  };
}

/** Sends one request on a connection of its own. */
export function send(
  { port }: Pick<Receiver, 'port'>,
  path: string,
  { body, ...options }: RequestOptions & { body?: string | Uint8Array } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settings = { host: '127.0.0.1', port, path, method: 'POST', agent: false as const, ...options };
    const outgoing = httpRequest(settings, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends a JSON request of logs; the body defaults to an empty request. */
export function sendJson(
  receiver: Receiver,
  body: string | Uint8Array = '{}',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(receiver, '/v1/logs', { body, headers: { 'content-type': 'application/json', ...headers } });
}

/** A bare connection: what was received so far, and its end. */
export interface RawConnection {
  readonly socket: Socket;
  received(): string;
  /** Resolves with all that was received when the other side closed or reset the connection. */
  readonly closed: Promise<string>;
}

/** Opens a connection and sends text as it is. */
export function sendRaw({ port }: Pick<Receiver, 'port'>, text: string): RawConnection {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(received));
  });
  socket.write(text);
  return { socket, received: () => received, closed };
}

/** Waits until a condition holds; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
