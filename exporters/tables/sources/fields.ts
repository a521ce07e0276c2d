import type { JournalEvent, JsonObject, JsonValue } from '../../journal/events.js';
import type { FixedColumn } from './types.js';

/** What every table begins with. */
export const RUN_COLUMNS: readonly FixedColumn[] = [
  { name: 'run_id', type: 'string' },
  { name: 'attempt', type: 'int64' },
];

/** The same for tables whose rows are events: which one, and when. */
export const EVENT_COLUMNS: readonly FixedColumn[] = [
  ...RUN_COLUMNS,
  { name: 'sequence', type: 'int64' },
  { name: 'timestamp', type: 'timestamp' },
];

/** The values of {@link EVENT_COLUMNS}. */
export function eventFields(
  { run_id, attempt, timestamp }: JournalEvent,
  sequence: number,
): [string, JsonValue | undefined][] {
  return [
    ['run_id', run_id],
    ['attempt', attempt],
    ['sequence', sequence],
    ['timestamp', timestamp],
  ];
}

/** Fields of an event that have no column of their own, as one JSON object; `undefined` when there are none. */
export function otherFields(event: JournalEvent, known: ReadonlySet<string>): JsonObject | undefined {
  const others = Object.entries(event as unknown as JsonObject).filter(
    ([field, value]) => !known.has(field) && value !== undefined && value !== null,
  );
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** Names of free columns: one that is called like a column which every run has is `extra.<name>`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? `extra.${name}` : name;
}

/** Names of columns, for looking up. */
export function namesOf(columns: readonly FixedColumn[]): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name));
}
