import type { ParquetWriter, SchemaElement } from 'hyparquet-writer';
import type { JsonValue } from '../../journal/events.js';
import type { Column } from '../columns/table-columns.js';
import type { TableFile, TableFormat, TableWriter } from '../files/types.js';
import { parquetValue, schemaElement } from './parquet-values.js';

/** Version range of the package, as in package.json. */
const PACKAGE = 'hyparquet-writer@0.17';
/** A row group ends with so many rows, values, or characters of text, whichever comes first: all of it is in memory. */
const GROUP_ROWS = 16_384;
const GROUP_CELLS = 500_000;
const GROUP_CHARACTERS = 8 * 1024 * 1024;

type ParquetPackage = typeof import('hyparquet-writer');

/** Columns of values, as they wait for their row group. */
class RowGroup {
  rows = 0;
  #characters = 0;
  readonly #columns: readonly Column[];
  #data: unknown[][];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#data = columns.map(() => []);
  }

  get isFull(): boolean {
    const { rows } = this;
    return rows >= GROUP_ROWS || rows * this.#columns.length >= GROUP_CELLS || this.#characters >= GROUP_CHARACTERS;
  }

  add(cells: readonly (JsonValue | undefined)[]): void {
    for (const [index, { type }] of this.#columns.entries()) {
      const value = parquetValue(cells[index], type);
      if (typeof value === 'string') this.#characters += value.length;
      this.#data[index]?.push(value);
    }
    this.rows += 1;
  }

  /** The columns with their values; the group is empty then. */
  take(): { readonly name: string; readonly data: unknown[] }[] {
    const data = this.#data;
    this.#data = this.#columns.map(() => []);
    this.rows = 0;
    this.#characters = 0;
    return this.#columns.map(({ name }, index) => ({ name, data: data[index] ?? [] }));
  }
}

class ParquetTable implements TableWriter {
  readonly #writer: ParquetWriter;
  readonly #group: RowGroup;

  constructor(library: ParquetPackage, { path, runId, table, columns }: TableFile) {
    const root: SchemaElement = { name: 'schema', num_children: columns.length };
    this.#writer = new library.ParquetWriter({
      writer: library.fileWriter(path),
      schema: [root, ...columns.map(schemaElement)],
      kvMetadata: [{ key: 'fedotel', value: JSON.stringify({ run_id: runId, table }) }],
      createdBy: 'fedotel',
    });
    this.#group = new RowGroup(columns);
  }

  async write(cells: readonly (JsonValue | undefined)[]): Promise<void> {
    this.#group.add(cells);
    if (this.#group.isFull) await this.#flush();
  }

  async finish(): Promise<void> {
    if (this.#group.rows > 0) await this.#flush();
    await this.#writer.finish();
  }

  async abandon(): Promise<void> {
    // The package opens the file for each piece anew: nothing is to be closed.
  }

  async #flush(): Promise<void> {
    const { rows } = this.#group;
    await this.#writer.write({ columnData: this.#group.take(), rowGroupSize: rows });
  }
}

/**
 * Parquet through the package `hyparquet-writer`, which is loaded now. Texts with few different values (ids, states) are
 * stored as dictionaries, everything is compressed with Snappy.
 *
 * @throws Error when the package is not installed
 */
export async function loadParquetFormat(): Promise<TableFormat> {
  const library = await import('hyparquet-writer').catch((cause: unknown) => {
    throw new Error(`--to parquet: needs a package that is not installed; run: npm install ${PACKAGE}`, { cause });
  });
  return { name: 'parquet', create: async (file) => new ParquetTable(library, file) };
}
