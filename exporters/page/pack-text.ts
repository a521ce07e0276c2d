import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { portionsOf } from '../sink-parts/index.js';

/** Bytes in which the packed text comes from zlib. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Packs a text that is made piece by piece. It is never there as a whole, and others have their turns meanwhile: zlib works
 * on another thread.
 *
 * @param pieces of which the first is asked for before this returns
 * @param level 1 (quick) to 9 (small)
 * @returns the text in UTF-8 as gzip
 */
export async function packText(pieces: Iterable<string>, level: number): Promise<Buffer> {
  const packer = createGzip({ level, chunkSize: CHUNK_BYTES });
  const packed: Buffer[] = [];
  packer.on('data', (chunk: Buffer) => packed.push(chunk));
  try {
    for await (const portion of portionsOf(pieces)) if (!packer.write(portion)) await once(packer, 'drain');
    packer.end();
    await finished(packer);
  } finally {
    packer.destroy();
  }
  return Buffer.concat(packed);
}
