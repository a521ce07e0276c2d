import { join } from 'node:path';
import { decodeLine } from '../codec/decode.js';
import type { JournalFile, JournalFileSystem } from './file-system.js';
import { lastLineEnd } from './line-reader.js';

/** Torn tails that are kept at most; a disk that tears more has other problems. */
const MAX_KEPT = 100;

/** What a repair needs. */
export interface RepairOptions {
  readonly file: JournalFile;
  /** Name of the run's files without ending. */
  readonly stem: string;
  /** Folder where torn tails are kept (`runs/.state/torn`). */
  readonly tornDir: string;
  readonly fileSystem: JournalFileSystem;
  readonly maxLineBytes: number;
  readonly warn: (text: string) => void;
}

/**
 * Makes a file end with a newline and returns its size. Text after the last newline is what a crash left of a line that
 * was never acknowledged: a complete event gets its newline, anything else is moved to the folder for torn tails, where
 * somebody can look at it.
 *
 * @throws the system's error when the disk does not let it
 */
export async function repairTornTail(options: RepairOptions): Promise<number> {
  const { file, stem, maxLineBytes, warn } = options;
  const { size } = await file.stat();
  const end = await lastLineEnd(file, size);
  if (end === size) return size;
  const tail = await readBytes(file, end, Math.min(size - end, maxLineBytes));
  if (size - end <= maxLineBytes && decodeLine(tail.toString('utf8')).kind === 'event') {
    await writeAll(file, Buffer.from('\n'), size);
    await file.datasync();
    return size + 1;
  }
  const kept = await keep(options, tail, `${stem}-${end}.torn`);
  await file.truncate(end);
  await file.datasync();
  warn(
    `The journal of ${stem} ended in the middle of a line (${size - end} bytes after byte ${end}); the line was cut off` +
      `${kept === undefined ? '' : ` and is kept in ${kept}`}. Whatever it held was never acknowledged to its sender.`,
  );
  return end;
}

async function keep(options: RepairOptions, tail: Buffer, name: string): Promise<string | undefined> {
  const { fileSystem, tornDir } = options;
  await fileSystem.makeFolder(tornDir, 0o700);
  if ((await fileSystem.listFiles(tornDir)).length >= MAX_KEPT) return undefined;
  const path = join(tornDir, name);
  const { file } = await fileSystem.openForWrite(path);
  try {
    await file.truncate(0);
    await writeAll(file, tail, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  return path;
}

async function readBytes(file: JournalFile, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = await file.read(bytes.subarray(done), from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Writes all bytes, however many calls the file takes for it. @throws the system's error */
export async function writeAll(file: JournalFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const count = await file.write(bytes.subarray(done), position + done);
    if (count <= 0) throw Object.assign(new Error('the file takes no more bytes'), { code: 'EIO' });
    done += count;
  }
}
