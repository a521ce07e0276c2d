/**
 * Loaded before a program's own code (`node --import`): tells when its HTTP requests were made and answered. The file that
 * `FEDOTEL_BENCH_REQUESTS` names has them when the program has ended.
 */

import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RecordedRequest } from './request-times.js';

const file = process.env.FEDOTEL_BENCH_REQUESTS;
const starts = new Map<ClientRequest, number>();
const requests: RecordedRequest[] = [];

subscribe('http.client.request.start', (message) => {
  starts.set((message as { readonly request: ClientRequest }).request, now());
});
subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage };
  response.once('end', () => {
    const bytes = Number(request.getHeader('content-length') ?? 0);
    requests.push({ path: request.path, bytes, start: starts.get(request) ?? now(), end: now() });
    starts.delete(request);
  });
});
process.once('exit', () => {
  if (file !== undefined) writeFileSync(file, JSON.stringify(requests));
});

/** Epoch milliseconds, with their fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
