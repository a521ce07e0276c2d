import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTENT_TYPES, readEncoding } from './content.js';
import type { Refusal } from './refusal.js';
import { statusBody } from './response-body.js';

/** How long the rest of a refused request may keep coming. */
const LINGER_MILLIS = 2_000;

/** Sends a complete answer. */
export function respond(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  writeHead(response, status, contentType, body, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function writeHead(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
}

/**
 * Refuses a request, with a `google.rpc.Status` in its encoding (JSON when that is unknown).
 *
 * The sender may still be writing its body. Closing now would reset the connection and could destroy the answer on its
 * way, and a Collector that never sees a 413 repeats the request for ever; so the rest is read and thrown away, for a
 * bounded time.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const encoding = readEncoding(request.headers) ?? 'json';
  const type = CONTENT_TYPES[encoding];
  const body = statusBody(encoding, refusal);
  if (request.complete || request.destroyed) {
    respond(response, refusal.status, type, body, refusal.headers);
    return;
  }
  // All of the answer goes out now, but it is not ended: after "Connection: close" (a proxy's, often) Node.js closes then.
  writeHead(response, refusal.status, type, body, refusal.headers);
  response.write(body);
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MILLIS);
  timer.unref();
  request.once('end', () => response.end());
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
