import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readBody } from '../support/read-body.js';

/** An OTLP/HTTP receiver that keeps everything that reached it: request lines, headers, bodies as sent and unpacked. */
export interface WireServer {
  readonly url: string;
  /** All bytes so far. */
  bytes(): Buffer;
  /** Paths of the requests so far. */
  readonly paths: readonly string[];
  /** Encodings of the bodies so far: content type and content encoding. */
  readonly forms: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startWireServer(): Promise<WireServer> {
  const received: Buffer[] = [];
  const paths: string[] = [];
  const forms = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    // Whoever gave up while it was sending waits for no answer.
    if (body === undefined) return;
    const packed = request.headers['content-encoding'] === 'gzip';
    received.push(Buffer.from([request.method, request.url, ...request.rawHeaders].join('\n')), body);
    if (packed) received.push(gunzipSync(body));
    paths.push(request.url ?? '');
    forms.add(`${request.headers['content-type']} ${packed ? 'gzip' : 'none'}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(received),
    paths,
    forms,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
