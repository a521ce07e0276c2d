/** What a row is sorted by in a column; nothing always comes last, whatever the direction. */
export type SortValue = string | number | undefined;

/** By which column, and how. */
export interface Sorting {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** Text in the reader's order, with numbers in it by their size: `client-2` before `client-10`. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Rows sorted by a value; equal ones keep their order. NaN counts as nothing. */
export function sortRows<Row>(
  rows: readonly Row[],
  sortBy: (row: Row) => SortValue,
  direction: Sorting['direction'],
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: sortBy(row) }));
  keyed.sort((a, b) => {
    const [absentA, absentB] = [isAbsent(a.value), isAbsent(b.value)];
    if (absentA || absentB) return Number(absentA) - Number(absentB);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

/** The sorting after a click on a column's head: the same column turns round, another begins with its own direction. */
export function nextSorting(sorting: Sorting | undefined, column: string, first: Sorting['direction']): Sorting {
  if (sorting?.column !== column) return { column, direction: first };
  return { column, direction: sorting.direction === 'ascending' ? 'descending' : 'ascending' };
}

/** Nothing, or no number to compare. */
function isAbsent(value: SortValue): boolean {
  return value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

/** Numbers by size, everything else as text. */
function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
