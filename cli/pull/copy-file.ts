import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Fetched } from './source.js';

/**
 * Writes a stream to a file and says what was written.
 *
 * @param maxBytes more than this is an error: who sends more than announced is not to fill the disk
 * @throws Error when the stream or the disk fails, or there is more
 */
export async function writeStream(from: Readable, to: string, maxBytes: number): Promise<Fetched> {
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > maxBytes ? new Error(`more than the announced ${maxBytes} bytes came`) : null, chunk);
    },
  });
  await pipeline(from, measure, createWriteStream(to, { mode: 0o600 }));
  return { size, sha256: hash.digest('hex') };
}

/** Copies a file as far as it reaches now. @throws Error (system error) */
export function copyFile(from: string, size: number, to: string): Promise<Fetched> {
  const stream = size === 0 ? createReadStream(from, { end: 0 }) : createReadStream(from, { end: size - 1 });
  return writeStream(stream, to, Math.max(size, 1));
}
