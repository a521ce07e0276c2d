import { resourceFields } from '../../../semconv/index.js';
import { EVENT_COLUMNS, eventFields, freeName, namesOf } from './fields.js';
import { type FixedColumn, rowPerEvent, type TableDefinition } from './types.js';

const HEAD: readonly FixedColumn[] = [
  ...EVENT_COLUMNS,
  { name: 'client_id', type: 'string' },
  { name: 'round', type: 'int64' },
];
const TAKEN = namesOf(HEAD);

/** What processes, hosts and devices used; fields and units as `semconv/` has them. Devices' fields are free columns. */
export const resourceSamples: TableDefinition = {
  name: 'resource_samples',
  columns: [
    ...HEAD,
    ...resourceFields
      .filter(({ measures }) => measures !== 'device')
      .map(({ journal }): FixedColumn => ({ name: journal, type: 'double' })),
  ],
  createSource: rowPerEvent((event, sequence) => {
    if (event.event_type !== 'resource_sample') return [];
    const row = new Map(eventFields(event, sequence)).set('client_id', event.client_id).set('round', event.round);
    for (const [field, value] of Object.entries(event.resources)) row.set(freeName(field, TAKEN), value);
    return [row];
  }),
};
