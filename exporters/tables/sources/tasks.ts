import { epochNanos } from '../columns/instant.js';
import { EVENT_COLUMNS, eventFields, namesOf, otherFields } from './fields.js';
import { type FixedColumn, rowPerEvent, type TableDefinition } from './types.js';

const COLUMNS: readonly FixedColumn[] = [
  ...EVENT_COLUMNS,
  { name: 'kind', type: 'string' },
  { name: 'phase', type: 'string' },
  { name: 'side', type: 'string' },
  { name: 'round', type: 'int64' },
  { name: 'client_id', type: 'string' },
  { name: 'operation', type: 'string' },
  // Not `start` and `end` as in the journal: SQL has its own use for those.
  { name: 'start_time', type: 'timestamp' },
  { name: 'end_time', type: 'timestamp' },
  { name: 'duration_sec', type: 'double' },
  { name: 'error', type: 'string' },
  { name: 'trace_id', type: 'string' },
  { name: 'span_id', type: 'string' },
  { name: 'parent_span_id', type: 'string' },
  { name: 'data', type: 'json' },
];
/** Fields with a column; others are in `data`. */
const KNOWN: ReadonlySet<string> = new Set([...namesOf(COLUMNS), 'event_type', 'start', 'end']);

/** The times of rounds, tasks, aggregations and evaluations: a row when one was started, and one when it had ended. */
export const tasks: TableDefinition = {
  name: 'tasks',
  columns: COLUMNS,
  createSource: rowPerEvent((event, sequence) => {
    if (event.event_type !== 'task') return [];
    const { kind, phase, side, round, client_id, operation, start, end, error } = event;
    return [
      new Map([
        ...eventFields(event, sequence),
        ['kind', kind],
        ['phase', phase],
        ['side', side],
        ['round', round],
        ['client_id', client_id],
        ['operation', operation],
        ['start_time', start],
        ['end_time', end],
        ['duration_sec', secondsBetween(start, end)],
        ['error', error],
        ['trace_id', event.trace_id],
        ['span_id', event.span_id],
        ['parent_span_id', event.parent_span_id],
        ['data', otherFields(event, KNOWN)],
      ]),
    ];
  }),
};

/** From nanoseconds, which a double of milliseconds since 1970 would lose. */
function secondsBetween(start: string, end: string | undefined): number | undefined {
  const [first, last] = [epochNanos(start), end === undefined ? undefined : epochNanos(end)];
  return first === undefined || last === undefined ? undefined : Number(last - first) / 1e9;
}
