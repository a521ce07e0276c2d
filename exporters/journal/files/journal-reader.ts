import type { SequencedEvent } from '../../bridge/sink.js';
import { type DecodedLine, decodeLine, MAX_LINE_BYTES } from '../codec/decode.js';
import { JournalFormatError } from '../errors.js';
import { JOURNAL_FORMAT } from '../events.js';
import { createNodeFileSystem, type JournalFile, type JournalFileSystem } from './file-system.js';
import { type Line, readLines } from './line-reader.js';

/** What a reader met on its way; grows while it reads. */
export interface ReadCounts {
  readonly events: number;
  /** Lines with an event type that this version does not know. */
  readonly unknown: number;
  /** Whole lines that are no usable event. */
  readonly malformed: number;
  /** Bytes after the last newline that are no complete event: being written, or torn by a crash. */
  readonly tornBytes: number;
  /** What was wrong with the first malformed line and where. */
  readonly firstFault: string | undefined;
}

/** Events of one journal, in order. To be iterated once. */
export interface JournalReader extends AsyncIterable<SequencedEvent> {
  readonly counts: ReadCounts;
}

/** Options of `readJournalFile`. */
export interface ReadOptions {
  /** `sequence` of the last event that is already known; 0 (default) for all. */
  readonly from?: number | undefined;
  /** Byte offset to stop at; default the file's end. */
  readonly to?: number | undefined;
  /** Ends after so many events; default no limit. */
  readonly maxEvents?: number | undefined;
  /** Longer lines are counted as malformed and skipped. Default 16 MiB. */
  readonly maxLineBytes?: number | undefined;
  readonly fileSystem?: JournalFileSystem | undefined;
}

class FileReader implements JournalReader {
  readonly counts = { events: 0, unknown: 0, malformed: 0, tornBytes: 0, firstFault: undefined as string | undefined };

  constructor(
    readonly path: string,
    readonly options: ReadOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<SequencedEvent, void, undefined> {
    const { from = 0, to, maxEvents = Number.POSITIVE_INFINITY, maxLineBytes = MAX_LINE_BYTES } = this.options;
    if (maxEvents <= 0 || (to !== undefined && from >= to)) return;
    const file = await (this.options.fileSystem ?? createNodeFileSystem()).openForRead(this.path);
    try {
      if (from > 0) await this.#checkFormat(file, maxLineBytes);
      for await (const lines of readLines(file, { from, ...(to === undefined ? {} : { to }), maxLineBytes })) {
        for (const line of lines) {
          const event = this.#take(line);
          if (event === undefined) continue;
          yield { event, sequence: line.end };
          if (this.counts.events >= maxEvents) return;
        }
      }
    } finally {
      await file.close();
    }
  }

  /** The format stands in the first line, which a reader that starts later has not seen. */
  async #checkFormat(file: JournalFile, maxLineBytes: number): Promise<void> {
    const first = await readFirstLine(file, maxLineBytes);
    if (first?.kind === 'event') this.#refuseNewer(first);
  }

  #refuseNewer(line: DecodedLine): void {
    if (line.kind !== 'event' || line.event.event_type !== 'init') return;
    const format = Math.floor(line.event.format ?? 0);
    if (format > JOURNAL_FORMAT) throw new JournalFormatError(this.path, format, JOURNAL_FORMAT);
  }

  #take(line: Line): SequencedEvent['event'] | undefined {
    if (line.text?.trim() === '') return undefined;
    const decoded: DecodedLine =
      line.text === undefined ? { kind: 'malformed', reason: 'the line is too long' } : decodeLine(line.text);
    if (decoded.kind === 'event') {
      this.#refuseNewer(decoded);
      this.counts.events++;
      return decoded.event;
    }
    if (!line.whole) this.counts.tornBytes += line.end - 1 - line.start;
    else if (decoded.kind === 'unknown') this.counts.unknown++;
    else {
      this.counts.malformed++;
      this.counts.firstFault ??= `${decoded.reason} (byte ${line.start})`;
    }
    return undefined;
  }
}

/**
 * Reads any journal file, HiveWatch's included, in constant memory. Lines that are no event are skipped and counted; a
 * last line without newline counts as an event when it is complete, otherwise as torn. The sequence of an event is the
 * byte offset after its newline.
 *
 * @throws JournalFormatError (while iterating) when the file's format is newer than this version
 */
export function readJournalFile(path: string, options: ReadOptions = {}): JournalReader {
  return new FileReader(path, options);
}

/** The first non-empty line, decoded; `undefined` for an empty file. */
export async function readFirstLine(file: JournalFile, maxLineBytes: number): Promise<DecodedLine | undefined> {
  for await (const lines of readLines(file, { from: 0, maxLineBytes })) {
    for (const line of lines) {
      if (line.text === undefined) return { kind: 'malformed', reason: 'the line is too long' };
      if (line.text.trim() !== '') return decodeLine(line.text);
    }
  }
  return undefined;
}
