import type { IncomingMessage } from 'node:http';

/** The body of a request as it was sent; `undefined` when its sender gave up or was killed before all of it had come. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
