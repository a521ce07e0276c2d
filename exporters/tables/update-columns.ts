import { clientFields } from '../../semconv/index.js';
import type { JournalEvent, JsonObject, JsonValue } from '../journal/events.js';
import type { UpdateRow } from './update-row.js';

/** Free fields with a column of their own; what there is beyond stands in one column as JSON. */
const MAX_FREE_COLUMNS = 1000;

/** The column for free fields that have none of their own. */
const OTHERS = 'other_fields';

/** What every update has, before its fields. */
const HEAD: readonly (readonly [name: string, read: (row: UpdateRow) => JsonValue | undefined])[] = [
  ['attempt', ({ attempt }) => attempt],
  ['round', ({ round }) => round],
  ['client_id', ({ record }) => record.client_id],
  ['client_name', ({ record }) => record.client_name],
  ['operation', ({ operation }) => operation],
  ['timestamp', ({ timestamp }) => timestamp],
  ['status', ({ record }) => record.status],
  ['result', ({ record }) => record.result],
  ['late', ({ late }) => late],
  ['complete', ({ complete }) => complete],
];

/** Fields of the journal in the order of their columns; they have one if the run uses them. */
const KNOWN: readonly string[] = [
  ...clientFields.map(({ journal }) => journal),
  ...['base_round', 'lat', 'lng', 'city', 'country'],
];

const HEAD_NAMES: ReadonlySet<string> = new Set(HEAD.map(([name]) => name));

/** Fields of a record that stand in the columns which every update has. */
const RECORD_HEAD: readonly string[] = ['client_id', 'client_name', 'round', 'status', 'result'];

/** Names of columns that no free field may have. */
const TAKEN: ReadonlySet<string> = new Set([...HEAD_NAMES, OTHERS].filter((name) => !RECORD_HEAD.includes(name)));

/** Finds out which columns a run needs: all fields of all updates, free ones included. */
export class UpdateColumns {
  readonly #used = new Set<string>();
  #overflows = false;

  /** Takes the fields of all records of an event. */
  take(event: JournalEvent): void {
    if (event.event_type === 'client_update' || event.event_type === 'round_end') {
      for (const record of event.clients ?? []) this.add(record);
    } else if (event.event_type === 'evaluation' && event.client !== undefined) this.add(event.client);
  }

  /** Takes the fields of a record. */
  add(record: { readonly [field: string]: JsonValue | undefined }): void {
    for (const field in record) {
      if (this.#used.has(field) || record[field] === null || record[field] === undefined) continue;
      if (this.#used.size < KNOWN.length + HEAD.length + MAX_FREE_COLUMNS) this.#used.add(field);
      else this.#overflows = true;
    }
  }

  /** The columns for all that was added. */
  finish(): RowWriter {
    const free = [...this.#used]
      .filter((field) => !RECORD_HEAD.includes(field) && !KNOWN.includes(field))
      .sort(byCodeUnit);
    return new RowWriter([...KNOWN.filter((field) => this.#used.has(field)), ...free], this.#overflows);
  }
}

/** Lays rows out in columns. */
export class RowWriter {
  readonly #fields: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #overflows: boolean;

  constructor(fields: readonly string[], overflows: boolean) {
    this.#fields = fields;
    this.#known = new Set([...fields, ...RECORD_HEAD]);
    this.#overflows = overflows;
  }

  /** Names of the columns. A free field called like one that every update has is `extra.<name>`. */
  get names(): readonly string[] {
    const fields = this.#fields.map((field) => (TAKEN.has(field) ? `extra.${field}` : field));
    return [...HEAD_NAMES, ...fields, ...(this.#overflows ? [OTHERS] : [])];
  }

  cells(row: UpdateRow): (JsonValue | undefined)[] {
    const cells = HEAD.map(([, read]) => read(row));
    for (const field of this.#fields) cells.push(row.record[field]);
    if (this.#overflows) cells.push(this.#others(row.record));
    return cells;
  }

  #others(record: JsonObject): JsonObject | undefined {
    const others = Object.entries(record).filter(([field]) => !this.#known.has(field));
    return others.length === 0 ? undefined : Object.fromEntries(others);
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
