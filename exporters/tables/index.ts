/** Tables of a run: every value in a file that other programs read. */
export { type ClientUpdatesOptions, type WrittenTable, writeClientUpdates } from './client-updates.js';
export { createCsvSink, createParquetSink, tablePath } from './files/table-sinks.js';
export { TABLE_NAMES, type TableName } from './sources/index.js';
export { UpdateColumns } from './update-columns.js';
