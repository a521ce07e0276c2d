import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that went through. */
export interface PassedRequest {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
  readonly status: number;
}

/** A server that hands requests on and remembers them, so that a test sees what was on the wire. */
export interface RecordingProxy {
  readonly url: string;
  readonly passed: PassedRequest[];
  close(): Promise<void>;
}

/** Starts one in front of `target`, on a free loopback port. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const passed: PassedRequest[] = [];
  // Neither side has a connection that is closed for its idleness just when it is used again.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    passOn(target, incoming, answer, passed).catch((error: unknown) => answer.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    passed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function passOn(
  target: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  passed: PassedRequest[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { host: _host, 'transfer-encoding': _coding, ...headers } = incoming.headers;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(`${target}${incoming.url}`, {
      agent: false,
      method: incoming.method,
      headers: { ...headers, 'content-length': body.length },
    });
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(body);
  });
  const status = response.statusCode ?? 0;
  // Remembered before the answer is out, so that whoever has the answer finds the request.
  passed.push({
    path: incoming.url ?? '',
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    body,
    status,
  });
  answer.writeHead(status, response.headers);
  for await (const chunk of response) answer.write(chunk);
  answer.end();
}
