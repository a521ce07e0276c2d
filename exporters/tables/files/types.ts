import type { JsonValue } from '../../journal/events.js';
import type { Column } from '../columns/table-columns.js';
import type { TableName } from '../sources/index.js';

/** A file with a table that is being written. */
export interface TableWriter {
  /** Writes a row, its values in the order of the columns. @throws Error (system error) */
  write(cells: readonly (JsonValue | undefined)[]): Promise<void>;
  /** Writes what is missing and closes the file. @throws Error (system error) */
  finish(): Promise<void>;
  /** Closes the file as it is. */
  abandon(): Promise<void>;
}

/** What a file is about. */
export interface TableFile {
  readonly path: string;
  readonly runId: string;
  readonly table: TableName;
  readonly columns: readonly Column[];
}

/** A kind of file for tables. */
export interface TableFormat {
  /** Name of the destination, and ending of the files. */
  readonly name: 'csv' | 'parquet';
  /** Begins a file; an older one is replaced. @throws Error (system error) */
  create(file: TableFile): Promise<TableWriter>;
}
