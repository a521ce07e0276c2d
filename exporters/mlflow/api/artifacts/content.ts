import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { oneLine } from '../../../http/one-line.js';
import { reasonOf } from '../../../sink-parts/index.js';
import type { MlflowReject, MlflowUpload } from '../types.js';

/** What is to be sent, its size known. The stream owns the file and closes it. */
export interface Content {
  readonly kind: 'content';
  readonly stream: Readable;
  readonly sizeBytes: number;
}

/** Opens what is to be uploaded. A file that grows meanwhile is sent as long as it was at this moment. */
export async function openContent(upload: MlflowUpload): Promise<Content | MlflowReject> {
  if ('text' in upload) {
    const bytes = Buffer.from(upload.text);
    return { kind: 'content', stream: Readable.from(bytes.length === 0 ? [] : [bytes]), sizeBytes: bytes.length };
  }
  let handle: FileHandle | undefined;
  try {
    handle = await open(upload.file, 'r');
    const facts = await handle.stat();
    if (!facts.isFile()) throw new Error(`${upload.file} is no file`);
    const sizeBytes = facts.size;
    if (sizeBytes > 0) return { kind: 'content', stream: handle.createReadStream({ end: sizeBytes - 1 }), sizeBytes };
    await handle.close();
    return { kind: 'content', stream: Readable.from([]), sizeBytes };
  } catch (error) {
    await handle?.close().catch(() => undefined);
    const reason = `the file cannot be read: ${oneLine(reasonOf(error))}`;
    return { kind: 'reject', code: 'file', scope: 'request', reason };
  }
}
