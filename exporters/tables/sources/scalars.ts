import { EVENT_COLUMNS, eventFields } from './fields.js';
import { type FixedColumn, rowPerEvent, type TableDefinition } from './types.js';

const COLUMNS: readonly FixedColumn[] = [
  ...EVENT_COLUMNS,
  { name: 'client_id', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'step', type: 'int64' },
  { name: 'value', type: 'double' },
  { name: 'value_int64', type: 'int64' },
];

/** The numbers of the tracking writer. */
export const scalars: TableDefinition = {
  name: 'scalars',
  columns: COLUMNS,
  createSource: rowPerEvent((event, sequence) => {
    if (event.event_type !== 'scalar') return [];
    const { client_id, name, step, value } = event;
    // A double would lose digits of such integers; readers who want doubles need not know of them.
    const exact = typeof value === 'bigint' ? value : undefined;
    return [
      new Map([
        ...eventFields(event, sequence),
        ['client_id', client_id],
        ['name', name],
        ['step', step],
        ['value', Number(value)],
        ['value_int64', exact],
      ]),
    ];
  }),
};
