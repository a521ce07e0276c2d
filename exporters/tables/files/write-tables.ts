import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readJournalFile } from '../../journal/index.js';
import { draftOf } from '../../sink-parts/index.js';
import { TableColumns, type TableLayout } from '../columns/table-columns.js';
import { type RowSource, TABLES, type TableDefinition, type TableName } from '../sources/index.js';
import type { TableFormat, TableWriter } from './types.js';

/** What is to be written, and where. */
export interface WriteTablesOptions {
  /** Path of a journal, ours or HiveWatch's. */
  readonly journal: string;
  readonly format: TableFormat;
  /** Where a table's file is to be; replaced as one step when all tables are written. */
  readonly pathOf: (table: TableName) => string;
  /** Byte offset of the journal to stop at; default its end. */
  readonly sequence?: number | undefined;
}

/** A table while it is written. */
interface OpenTable {
  readonly layout: TableLayout;
  readonly source: RowSource;
  readonly writer: TableWriter;
  readonly path: string;
  readonly temporary: string;
}

/**
 * Writes all tables of a run. The journal is read twice, first for columns and types, in memory that does not grow with
 * it. One that is still being written is read up to where it ended at the first reading.
 *
 * @throws JournalFormatError when the journal's format is newer than this version
 * @throws Error (system error) when the journal cannot be read or a table not be written
 */
export async function writeTables({ journal, format, pathOf, sequence }: WriteTablesOptions): Promise<void> {
  const { runId, end, layouts } = await readLayouts(journal, sequence);
  const tables: OpenTable[] = [];
  try {
    for (const { definition, layout } of layouts) {
      const path = pathOf(definition.name);
      const temporary = draftOf(path);
      await mkdir(dirname(path), { recursive: true });
      const file = { path: temporary, runId, table: definition.name, columns: layout.columns };
      const writer = await format.create(file);
      tables.push({ layout, source: definition.createSource(), writer, path, temporary });
    }
    if (end > 0) await writeRows(journal, end, tables);
    for (const { writer } of tables) await writer.finish();
    for (const { path, temporary } of tables) await rename(temporary, path);
  } catch (error) {
    for (const { writer, temporary } of tables) {
      await writer.abandon().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    }
    throw error;
  }
}

async function writeRows(journal: string, to: number, tables: readonly OpenTable[]): Promise<void> {
  for await (const { event, sequence } of readJournalFile(journal, { to })) {
    for (const { source, layout, writer } of tables) {
      for (const row of source.take(event, sequence)) await writer.write(layout.cells(row));
    }
  }
  for (const { source, layout, writer } of tables) {
    for (const row of source.rest()) await writer.write(layout.cells(row));
  }
}

/** The columns of all tables. */
async function readLayouts(
  journal: string,
  to: number | undefined,
): Promise<{
  readonly runId: string;
  /** Byte offset of the last event. */
  readonly end: number;
  readonly layouts: readonly { readonly definition: TableDefinition; readonly layout: TableLayout }[];
}> {
  const tables = TABLES.map((definition) => {
    return { definition, source: definition.createSource(), columns: new TableColumns(definition) };
  });
  let end = 0;
  let runId = '';
  for await (const { event, sequence } of readJournalFile(journal, { to })) {
    end = sequence;
    runId = event.run_id;
    for (const { source, columns } of tables) for (const row of source.take(event, sequence)) columns.add(row);
  }
  for (const { source, columns } of tables) for (const row of source.rest()) columns.add(row);
  return { runId, end, layouts: tables.map(({ definition, columns }) => ({ definition, layout: columns.finish() })) };
}
