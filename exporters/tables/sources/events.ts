import type { JournalEvent, JsonObject, JsonValue } from '../../journal/events.js';
import { EVENT_COLUMNS, eventFields } from './fields.js';
import { type FixedColumn, type Row, rowPerEvent, type TableDefinition } from './types.js';

/** Fields that several events have. */
const SHARED: readonly FixedColumn[] = [
  { name: 'round', type: 'int64' },
  { name: 'client_id', type: 'string' },
  { name: 'operation', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'step', type: 'int64' },
  { name: 'reason', type: 'string' },
  { name: 'path', type: 'string' },
];

/** Fields that are not in the column `data`, because they have columns. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['event_type', 'run_id', 'attempt', 'timestamp'],
  ...SHARED.map(({ name }) => name),
]);

/** Events that have tables of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['client_update', 'task', 'scalar', 'resource_sample']);

/** Everything else that happened: one row for each event, and for each client that dropped out. */
export const events: TableDefinition = {
  name: 'events',
  columns: [...EVENT_COLUMNS, { name: 'event_type', type: 'string' }, ...SHARED, { name: 'data', type: 'json' }],
  createSource: rowPerEvent(function* (event, sequence) {
    if (ELSEWHERE.has(event.event_type) || (event.event_type === 'evaluation' && event.client !== undefined)) return;
    const fields = event as unknown as JsonObject;
    if (event.event_type !== 'client_dropout') {
      // HiveWatch repeats a round's clients at its end: they are in the table of updates.
      const { clients: _clients, ...others } = fields;
      yield toRow(event, sequence, event.event_type === 'round_end' ? others : fields);
      return;
    }
    for (const { client_id, ...rest } of event.clients) {
      const { clients: _clients, ...others } = fields;
      const client = Object.keys(rest).length === 0 ? {} : { client: rest as JsonObject };
      yield toRow(event, sequence, { ...others, client_id, ...client });
    }
  }),
};

/** Lays an event's fields out: shared ones in columns, the rest in `data`. */
function toRow(event: JournalEvent, sequence: number, fields: JsonObject): Row {
  const row = new Map<string, JsonValue | undefined>(eventFields(event, sequence));
  row.set('event_type', event.event_type);
  for (const { name } of SHARED) row.set(name, fields[name]);
  const data = Object.entries(fields).filter(([name, value]) => !KNOWN.has(name) && value !== undefined);
  if (data.length > 0) row.set('data', Object.fromEntries(data));
  return row;
}
