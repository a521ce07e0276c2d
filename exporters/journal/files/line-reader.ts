import type { JournalFile } from './file-system.js';

/** Bytes that are read at a time. */
const CHUNK_BYTES = 128 * 1024;
const NEWLINE = 0x0a;

/** One line of a file. */
export interface Line {
  /** Text without the newline; `undefined` when the line is longer than allowed and was skipped unread. */
  readonly text: string | undefined;
  /** Byte offset of the line's first byte. */
  readonly start: number;
  /** Byte offset just after the newline, or where it would be when it is still missing. */
  readonly end: number;
  /** False for text after the last newline: being written, or torn. */
  readonly whole: boolean;
}

/** Range of a file and limits. */
export interface LineRange {
  /** Byte offset of a line's start. */
  readonly from: number;
  /** Byte offset to stop at; the end of the file if left out. */
  readonly to?: number;
  readonly maxLineBytes: number;
}

/**
 * Lines of a file in groups (those that end in one piece read), with exact byte offsets. Memory is bounded by one piece
 * and one line. What follows the last newline comes as a line that is not whole.
 */
export async function* readLines(
  file: JournalFile,
  range: LineRange,
): AsyncGenerator<readonly Line[], void, undefined> {
  const { from, to = Number.POSITIVE_INFINITY, maxLineBytes } = range;
  const piece = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = from;
  let start = from;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const finish = (last: Buffer): string | undefined => {
    const bytes = begunBytes + last.length;
    const text = bytes > maxLineBytes ? undefined : Buffer.concat([...begun, last], bytes).toString('utf8');
    begun = [];
    begunBytes = 0;
    return text;
  };
  for (;;) {
    const wanted = Math.min(piece.length, to - position);
    const count = wanted > 0 ? await file.read(piece.subarray(0, wanted), position) : 0;
    if (count === 0) break;
    const lines: Line[] = [];
    let at = 0;
    for (let newline = piece.indexOf(NEWLINE); newline >= 0 && newline < count; newline = piece.indexOf(NEWLINE, at)) {
      const end = position + newline + 1;
      const text =
        begunBytes === 0 && newline - at <= maxLineBytes
          ? piece.toString('utf8', at, newline)
          : finish(piece.subarray(at, newline));
      lines.push({ text, start, end, whole: true });
      start = end;
      at = newline + 1;
    }
    if (at < count) {
      begunBytes += count - at;
      // A line that is already too long is only counted, not kept.
      if (begunBytes <= maxLineBytes) begun.push(Buffer.from(piece.subarray(at, count)));
      else begun = [];
    }
    position += count;
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) {
    const end = position + 1;
    yield [{ text: finish(Buffer.alloc(0)), start, end, whole: false }];
  }
}

/** Byte offset just after the last newline of the first `size` bytes; 0 when there is none. */
export async function lastLineEnd(file: JournalFile, size: number): Promise<number> {
  const piece = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(size, 1)));
  // Most files end with a newline: one byte settles it.
  for (let end = size, step = 1; end > 0; step = piece.length) {
    const begin = Math.max(0, end - step);
    const count = await file.read(piece.subarray(0, end - begin), begin);
    const newline = piece.subarray(0, count).lastIndexOf(NEWLINE);
    if (newline >= 0) return begin + newline + 1;
    end = begin;
  }
  return 0;
}
