import type { JournalEvent, JsonValue } from '../../journal/events.js';

/** The tables of a run, in the order in which they are documented. */
export const TABLE_NAMES = ['rounds', 'client_updates', 'tasks', 'events', 'scalars', 'resource_samples'] as const;
/** Name of a table, which is part of its files' names. */
export type TableName = (typeof TABLE_NAMES)[number];

/**
 * What the values of a column are: `timestamp` is an ISO 8601 text in the row and an instant in the table, `json` any
 * value as JSON text.
 */
export type ColumnType = 'boolean' | 'int64' | 'double' | 'string' | 'timestamp' | 'json';

/** A column that the table of every run has. */
export interface FixedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** One row: values by column. What is absent, undefined or null is null. A `Map`, because a column may be `__proto__`. */
export type Row = ReadonlyMap<string, JsonValue | undefined>;

/** Makes the rows of one table from a journal's events, in bounded memory, always the same ones. */
export interface RowSource {
  /** Takes the next event and gives the rows that are complete by it. @param sequence byte offset after its line */
  take(event: JournalEvent, sequence: number): Iterable<Row>;
  /** Gives what is still held when there are no more events. */
  rest(): Iterable<Row>;
}

/** One table of a run. */
export interface TableDefinition {
  readonly name: TableName;
  /** Columns that every run has, in their order. Free ones come after them, in order of their names. */
  readonly columns: readonly FixedColumn[];
  createSource(): RowSource;
}

/** A source whose rows come one event at a time. */
export function rowPerEvent(read: (event: JournalEvent, sequence: number) => Iterable<Row>): () => RowSource {
  return () => ({ take: read, rest: () => [] });
}
