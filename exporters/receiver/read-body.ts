import type { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { BodyMemory, LentBody } from './body-memory.js';
import type { ByteLease } from './byte-budget.js';
import type { Compression } from './content.js';
import { overloaded, type Refusal, tooLarge } from './refusal.js';

/** What came of reading a body. */
export type BodyResult =
  | { readonly kind: 'ok'; readonly lent: LentBody }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The sender went away; there is nobody to answer. */
  | { readonly kind: 'gone' };

/** How a body is to be read. */
export interface BodyOptions {
  readonly compression: Compression;
  /** Largest size in bytes, both as it comes and decompressed. */
  readonly maxBytes: number;
  /** Takes the bytes that are held; the caller releases it. */
  readonly lease: ByteLease;
  /** Lends the memory for the whole body; the caller releases it. */
  readonly memory: BodyMemory;
}

/**
 * Reads a whole body, decompressing it on the way: never more than `maxBytes` of it are in memory, whatever the sender
 * claims or a small gzip body expands to. After a refusal the rest of the request is left to the caller.
 */
export function readBody(
  request: IncomingMessage,
  { compression, maxBytes, lease, memory }: BodyOptions,
): Promise<BodyResult> {
  return new Promise((resolve) => {
    const gunzip = compression === 'gzip' ? createGunzip() : undefined;
    const chunks: Buffer[] = [];
    let received = 0;
    let size = 0;

    const finish = (result: BodyResult): void => {
      // After a refusal the rest still comes, and ends; what came of the body must neither be kept for it nor put together.
      source.off('end', onEnd);
      if (result.kind !== 'ok') chunks.length = 0;
      request.off('data', onReceived);
      if (gunzip !== undefined) {
        request.unpipe(gunzip);
        gunzip.destroy();
      }
      source.off('data', onData);
      resolve(result);
    };
    // Counted apart from the output: a stream of empty blocks expands to nothing for ever.
    const onReceived = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > maxBytes) {
        finish({ kind: 'refused', refusal: tooLarge(maxBytes) });
      }
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        finish({ kind: 'refused', refusal: tooLarge(maxBytes) });
      } else if (!lease.grow(chunk.length)) {
        finish({ kind: 'refused', refusal: overloaded() });
      } else {
        chunks.push(chunk);
      }
    };

    const onEnd = (): void => finish({ kind: 'ok', lent: memory.join(chunks, size) });

    const source = gunzip ?? request;
    source.on('data', onData);
    source.on('end', onEnd);
    request.on('error', () => finish({ kind: 'gone' }));
    request.on('close', () => {
      if (!request.complete) {
        finish({ kind: 'gone' });
      }
    });
    if (gunzip !== undefined) {
      gunzip.on('error', (error) => {
        finish({ kind: 'refused', refusal: { status: 400, message: `the gzip body is broken: ${error.message}` } });
      });
      request.on('data', onReceived);
      request.pipe(gunzip);
    }
  });
}
