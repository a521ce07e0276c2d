import { type FileHandle, open } from 'node:fs/promises';
import type { JsonValue } from '../../journal/events.js';
import { csvLine } from '../csv.js';
import type { TableFormat, TableWriter } from './types.js';

/** Characters that are gathered before they are written. */
const CHUNK_LENGTH = 64 * 1024;

/** Gathers lines, because a write for each row would cost more than all the rest. */
class CsvWriter implements TableWriter {
  readonly #file: FileHandle;
  /** What was not given to the file yet. */
  #waiting: string;

  constructor(file: FileHandle, head: string) {
    this.#file = file;
    this.#waiting = head;
  }

  async write(cells: readonly (JsonValue | undefined)[]): Promise<void> {
    this.#waiting += csvLine(cells);
    if (this.#waiting.length >= CHUNK_LENGTH) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const chunk = this.#waiting;
    this.#waiting = '';
    await this.#file.appendFile(chunk);
  }
}

/** CSV by RFC 4180, UTF-8, with a line of column names. Values as they stand in the journal, see `csvLine`. */
export const csvFormat: TableFormat = {
  name: 'csv',
  async create({ path, columns }) {
    return new CsvWriter(await open(path, 'w'), csvLine(columns.map(({ name }) => name)));
  },
};
