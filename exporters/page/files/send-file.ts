import { createHash } from 'node:crypto';
import { constants, type ReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COMMON_HEADERS } from '../http/headers.js';

/** Time without progress after which a download is given up. */
const STALL_MILLIS = 60_000;

/** Header with the size: the body is chunked, so that its digest can follow it. */
export const SIZE_HEADER = 'fedotel-size';
/** Trailer with the SHA-256 of the body, in hexadecimal digits. */
export const DIGEST_TRAILER = 'fedotel-sha256';

/**
 * Sends a file as it is at this moment, and behind it its digest. A file that becomes shorter meanwhile breaks the
 * connection off, so that nobody takes a part for the whole.
 *
 * @throws Error (system error) when the file cannot be opened
 */
export async function sendFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  // The path was resolved: a link in its place is newer than that.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new Error(`${path} is no file`);
    response.writeHead(200, {
      ...COMMON_HEADERS,
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'Cache-Control': 'no-store',
      [SIZE_HEADER]: String(facts.size),
      ...(request.method === 'HEAD' ? {} : { Trailer: DIGEST_TRAILER }),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.setTimeout(STALL_MILLIS, () => response.destroy());
    await pipe(file, facts.size, response);
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function pipe(file: FileHandle, size: number, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  let sent = 0;
  const digest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sent += chunk.length;
      done(null, chunk);
    },
  });
  try {
    if (size > 0) {
      const content: ReadStream = file.createReadStream({ start: 0, end: size - 1, autoClose: false });
      await pipeline(content, digest, response, { end: false });
    }
    if (sent !== size) throw new Error('the file became shorter');
    response.addTrailers({ [DIGEST_TRAILER]: hash.digest('hex') });
    response.end();
  } catch {
    // Whoever went away does not mind; who is still there must not take the part for the whole.
    response.destroy();
  }
}
