import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { COMMON_HEADERS } from './headers.js';

const compress = promisify(gzip);

/** Documents are large and asked for once: little effort gives nearly all of the gain. */
export const GZIP_LEVEL = 4;
/** What is smaller is sent as it is. */
const MIN_GZIP_BYTES = 1024;

/** An answer with a body. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body goes as it is: compressed already, or not worth it. */
  readonly asItIs?: boolean;
}

/** Compresses a text, on another thread. */
export function compressed(text: Buffer | string): Promise<Buffer> {
  return compress(text, { level: GZIP_LEVEL });
}

/** Whether the other side reads gzip. */
export function takesGzip(request: IncomingMessage): boolean {
  const header = String(request.headers['accept-encoding'] ?? '');
  return header.split(',').some((choice) => {
    const [coding = '', ...parameters] = choice.split(';').map((part) => part.trim().toLowerCase());
    return (coding === 'gzip' || coding === '*') && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

/** Sends an answer, compressed where that pays. */
export async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  let body: Buffer = Buffer.from(answer.body);
  const headers: Record<string, string> = { ...COMMON_HEADERS, 'Content-Type': answer.type, ...answer.headers };
  if (answer.asItIs !== true) {
    headers.Vary = 'Accept-Encoding';
    if (body.length >= MIN_GZIP_BYTES && takesGzip(request)) {
      body = await compressed(body);
      headers['Content-Encoding'] = 'gzip';
    }
  }
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...headers, 'Content-Length': String(body.length) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Whether the other side has the content with this tag. Tags are compared weakly, as the specification demands here. */
export function hasTag(request: IncomingMessage, tag: string): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return header === '*' || header.split(',').some((known) => bare(known) === bare(tag));
}

/** Says that what the other side has is current. */
export function sendUnchanged(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(304, { ...COMMON_HEADERS, ...headers });
  response.end();
}

/** Sends a message, as JSON; texts of ours only. */
export function sendMessage(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = JSON.stringify({ message });
  const all = { 'Cache-Control': 'no-store', ...headers };
  return send(request, response, { status, type: 'application/json', body, headers: all });
}
