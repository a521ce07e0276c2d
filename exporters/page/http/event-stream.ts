import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel } from '../hub/index.js';
import { COMMON_HEADERS } from './headers.js';

/** Time after which a browser that lost the connection comes again by itself, in milliseconds. */
const RETRY_MILLIS = 2000;

/** `no-transform` and `X-Accel-Buffering` keep proxies from holding events back. */
const HEADERS = {
  ...COMMON_HEADERS,
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Begins an answer of server-sent events. */
export function openEventStream(request: IncomingMessage, response: ServerResponse): Channel {
  request.socket.setNoDelay(true);
  response.writeHead(200, HEADERS);
  response.write(`retry: ${RETRY_MILLIS}\n\n`);
  return {
    write: (data) => response.destroyed || response.writableEnded || response.write(data),
    onDrain: (listener) => {
      response.on('drain', listener);
    },
    // Not `end`: to a page that does not read, the end would wait behind what it has not read.
    close: () => (response.writableNeedDrain ? response.destroy() : response.end()),
  };
}

/** Answers a question about the stream without opening one. */
export function describeEventStream(response: ServerResponse): void {
  response.writeHead(200, HEADERS);
  response.end();
}

/** Place in the journal that a page is of: what it received last wins over what its address says. */
export function placeOf(request: IncomingMessage, search: string): number {
  const said = request.headers['last-event-id'] ?? new URLSearchParams(search).get('after') ?? '0';
  return /^\d{1,15}$/.test(String(said)) ? Number(said) : 0;
}
