import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { ColumnType, FixedColumn, Row, TableDefinition } from '../sources/index.js';
import { ValueKinds } from './value-kinds.js';

/** Free columns of a table; what there is beyond stands in one column as JSON. */
const MAX_FREE_COLUMNS = 1000;
/** The column for values that have none of their own. */
const OTHERS = 'other_fields';

/** A column of one run's table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns of one run's table, and how a row is laid out in them. */
export interface TableLayout {
  readonly columns: readonly Column[];
  /** Values in the order of the columns. */
  cells(row: Row): readonly (JsonValue | undefined)[];
}

/** Finds out which columns a run's table needs, and of which types, by looking at all of its rows. */
export class TableColumns {
  readonly #fixed: readonly FixedColumn[];
  readonly #declared: ReadonlyMap<string, ColumnType>;
  readonly #kinds = new Map<string, ValueKinds>();
  #overflows = false;

  constructor({ columns }: TableDefinition) {
    this.#fixed = columns;
    this.#declared = new Map(columns.map(({ name, type }) => [name, type]));
    for (const { name } of columns) this.#kinds.set(name, new ValueKinds());
  }

  /** Takes a row. */
  add(row: Row): void {
    for (const [name, value] of row) {
      if (value === undefined || value === null) continue;
      let kinds = this.#kinds.get(name);
      if (kinds === undefined) {
        if (this.#kinds.size >= this.#fixed.length + MAX_FREE_COLUMNS) {
          this.#overflows = true;
          continue;
        }
        kinds = new ValueKinds();
        this.#kinds.set(name, kinds);
      }
      kinds.add(value, this.#declared.get(name));
    }
  }

  /** The columns for all rows that were added. */
  finish(): TableLayout {
    const column = (name: string): Column => {
      const declared = this.#declared.get(name);
      return { name, type: this.#kinds.get(name)?.resolve(declared) ?? declared ?? 'string' };
    };
    const free = [...this.#kinds.keys()].filter((name) => !this.#declared.has(name)).sort(byCodeUnit);
    const columns = [...this.#fixed.map(({ name }) => column(name)), ...free.map(column)];
    if (!this.#overflows) return { columns, cells: (row) => columns.map(({ name }) => row.get(name)) };
    const known = new Set(columns.map(({ name }) => name));
    return {
      columns: [...columns, { name: OTHERS, type: 'json' }],
      cells: (row) => [...columns.map(({ name }) => row.get(name)), othersOf(row, known)],
    };
  }
}

function othersOf(row: Row, known: ReadonlySet<string>): JsonObject | undefined {
  const others = [...row].filter((entry): entry is [string, JsonValue] => {
    const [name, value] = entry;
    return !known.has(name) && value !== undefined && value !== null;
  });
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
