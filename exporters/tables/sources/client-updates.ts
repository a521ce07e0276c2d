import { clientFields } from '../../../semconv/index.js';
import type { JsonValue } from '../../journal/events.js';
import type { UpdateRow } from '../update-row.js';
import { UpdateRows } from '../update-rows.js';
import { freeName, RUN_COLUMNS } from './fields.js';
import type { FixedColumn, Row, RowSource, TableDefinition } from './types.js';

const COLUMNS: readonly FixedColumn[] = [
  ...RUN_COLUMNS,
  { name: 'round', type: 'int64' },
  { name: 'client_id', type: 'string' },
  { name: 'client_name', type: 'string' },
  { name: 'operation', type: 'string' },
  { name: 'timestamp', type: 'timestamp' },
  { name: 'status', type: 'string' },
  { name: 'result', type: 'string' },
  { name: 'late', type: 'boolean' },
  { name: 'complete', type: 'boolean' },
  // Whole numbers of the registry are fractions where the journal has them in another unit.
  ...clientFields.map(({ journal, valueType, journalScale }): FixedColumn => {
    return { name: journal, type: valueType === 'int' && journalScale === 1 ? 'int64' : 'double' };
  }),
  { name: 'base_round', type: 'int64' },
  { name: 'lat', type: 'double' },
  { name: 'lng', type: 'double' },
  { name: 'city', type: 'string' },
  { name: 'country', type: 'string' },
];

/** Columns that are not fields of a client's record: a free field may be called like one of them. */
const OWN: ReadonlySet<string> = new Set(['run_id', 'attempt', 'operation', 'timestamp', 'late', 'complete']);
/** Of a record: the update's own round counts. */
const NOT_FREE: ReadonlySet<string> = new Set(['round']);

/** Every update of a client, all operations, parts merged, in the journal's names and units. */
export const clientUpdates: TableDefinition = {
  name: 'client_updates',
  columns: COLUMNS,
  createSource(): RowSource {
    const rows = new UpdateRows();
    let runId = '';
    return {
      *take(event) {
        runId = event.run_id;
        for (const row of rows.take(event)) yield toRow(row, runId);
      },
      *rest() {
        for (const row of rows.rest()) yield toRow(row, runId);
      },
    };
  },
};

function toRow({ attempt, round, operation, timestamp, late, complete, record }: UpdateRow, runId: string): Row {
  const row = new Map<string, JsonValue | undefined>([
    ['run_id', runId],
    ['attempt', attempt],
    ['round', round],
    ['operation', operation],
    ['timestamp', timestamp],
    ['late', late],
    ['complete', complete],
  ]);
  for (const [field, value] of Object.entries(record)) {
    if (!NOT_FREE.has(field)) row.set(freeName(field, OWN), value);
  }
  return row;
}
