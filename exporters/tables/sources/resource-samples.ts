import { resourceFields } from '../../../semconv/index.js';
import type { JournalEvent, JsonValue, ResourceSampleEvent } from '../../journal/events.js';
import { EVENT_COLUMNS, eventFields, freeName, namesOf } from './fields.js';
import type { FixedColumn, Row, RowSource, TableDefinition } from './types.js';

/** Clients whose newest sample is held, because more parts of it may come; of more, the oldest is given as it is. */
const MAX_HELD = 50_000;

const HEAD: readonly FixedColumn[] = [
  ...EVENT_COLUMNS,
  { name: 'client_id', type: 'string' },
  { name: 'round', type: 'int64' },
];
const TAKEN = namesOf(HEAD);

interface HeldSample {
  readonly timestamp: string | undefined;
  readonly row: Map<string, JsonValue | undefined>;
}

/** One row for each sample. Parts of one come behind each other and have its time; what is sent again says nothing new. */
class SampleRows implements RowSource {
  /** The newest sample of each client. */
  readonly #held = new Map<string | undefined, HeldSample>();

  *take(event: JournalEvent, sequence: number): Generator<Row> {
    if (event.event_type !== 'resource_sample') return;
    const { client_id: client, timestamp, resources } = event;
    const last = this.#held.get(client);
    const isPart = last !== undefined && timestamp !== undefined && last.timestamp === timestamp;
    const { row } = isPart ? last : this.#hold(event, sequence);
    for (const [field, value] of Object.entries(resources)) {
      const name = freeName(field, TAKEN);
      if (!row.has(name)) row.set(name, value);
    }
    if (last !== undefined && !isPart) yield last.row;
    for (const [oldest, { row: given }] of this.#held) {
      if (this.#held.size <= MAX_HELD) break;
      this.#held.delete(oldest);
      yield given;
    }
  }

  *rest(): Generator<Row> {
    for (const { row } of this.#held.values()) yield row;
    this.#held.clear();
  }

  #hold(event: ResourceSampleEvent, sequence: number): HeldSample {
    const row = new Map(eventFields(event, sequence)).set('client_id', event.client_id).set('round', event.round);
    const sample = { timestamp: event.timestamp, row };
    this.#held.set(event.client_id, sample);
    return sample;
  }
}

/** What processes, hosts and devices used; fields and units as `semconv/` has them. Devices' fields are free columns. */
export const resourceSamples: TableDefinition = {
  name: 'resource_samples',
  columns: [
    ...HEAD,
    ...resourceFields
      .filter(({ measures }) => measures !== 'device')
      .map(({ journal }): FixedColumn => ({ name: journal, type: 'double' })),
  ],
  createSource: () => new SampleRows(),
};
