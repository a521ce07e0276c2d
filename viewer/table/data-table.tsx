import type { ComponentChildren } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { useSize } from '../parts/use-size.js';
import { nextSorting, type Sorting, type SortValue, sortRows } from './sorting.js';
import { rowWindow } from './window.js';
import './table.css';

/** A column of a table. */
export interface Column<Row> {
  /** Unique within the table; the sorting is remembered by it. */
  readonly id: string;
  /** What the head says. */
  readonly label: string;
  /** What the head says on hovering. */
  readonly hint?: string;
  /** Whether cells are aligned to the right, digits below digits. Default: false. */
  readonly numeric?: boolean;
  /** Direction of the first click; numbers begin with the largest. */
  readonly first?: Sorting['direction'];
  /** Without it the column cannot be sorted by. */
  sortBy?(row: Row): SortValue;
  /** What stands in the cell; one line high, because all rows are equally high. */
  cell(row: Row): ComponentChildren;
}

/** What a table shows. */
export interface DataTableProps<Row> {
  /** Said by a screen reader. */
  readonly caption: string;
  /** The first is the row's head and stays in sight. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Tells rows apart while they are sorted anew: an index into the run's list, not into the rows. */
  readonly keyOf: (row: Row) => string | number;
  /** How rows are sorted until the reader sorts them. Default: as they come. */
  readonly initial?: Sorting;
  /** Whether a row is of what the reader has chosen. */
  readonly isSelected?: (row: Row) => boolean;
  /** Whether a row is of what the pointer is at anywhere on the page. */
  readonly isHovered?: (row: Row) => boolean;
  /** The pointer is at a row; `undefined`: at none any more. */
  readonly onHover?: (row: Row | undefined) => void;
  /** Shown instead of rows when there are none. */
  readonly nothing?: ComponentChildren;
  /** Highest the table may be, as a CSS class; the rows scroll within. */
  readonly size?: 'tall' | 'short';
}

/** Height of a row: the style sheet's. */
const ROW_HEIGHT = 29;

/** A sortable table of any length: only the rows in sight are laid out. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, initial, nothing } = props;
  const [sorting, setSorting] = useState(initial);
  // Sorted when rows or order change, and not with every move of the pointer.
  const sorted = useMemo(() => {
    const by = columns.find(({ id }) => id === sorting?.column)?.sortBy;
    return by === undefined || sorting === undefined ? rows : sortRows(rows, by, sorting.direction);
  }, [columns, rows, sorting]);
  if (rows.length === 0 && nothing !== undefined) return <>{nothing}</>;
  return <Scrolled {...props} sorted={sorted} sorting={sorting} onSort={setSorting} />;
}

/** What a table shows, in order, and how that order is changed. */
interface ScrolledProps<Row> extends DataTableProps<Row> {
  readonly sorted: readonly Row[];
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting) => void;
}

/** Height that rows are laid out for before the browser has said how high the table is, pixels. */
const FIRST_HEIGHT = 800;

/**
 * The box that scrolls, and the rows of it that are in sight. It is a component of its own because it goes when nothing
 * fits a search: a new box begins at its top and has to be measured anew, while the order of the rows is kept.
 */
function Scrolled<Row>(props: ScrolledProps<Row>) {
  const { caption, columns, sorted, sorting, onSort, keyOf, isSelected, isHovered, onHover, size = 'tall' } = props;
  const [top, setTop] = useState(0);
  const box = useRef<HTMLElement>(null);
  const { height } = useSize(box);
  const { from, to, before, after } = rowWindow(sorted.length, ROW_HEIGHT, top, height || FIRST_HEIGHT);
  return (
    <section
      ref={box}
      class={`table-box ${size}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={caption}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onPointerLeave={() => onHover?.(undefined)}>
          <Spacer height={before} columns={columns.length} />
          {sorted.slice(from, to).map((row, index) => (
            <tr
              key={keyOf(row)}
              aria-rowindex={from + index + 2}
              aria-selected={isSelected?.(row) === true ? true : undefined}
              class={isHovered?.(row) === true ? 'hovered' : ''}
              onPointerEnter={() => onHover?.(row)}
            >
              {columns.map((column, place) =>
                place === 0 ? (
                  <th key={column.id} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} class={column.numeric === true ? 'number' : ''}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** A column’s head and the sorting that it can change. */
interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting) => void;
}

/** The head of a column: a button when it can be sorted by. */
function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const direction = sorting?.column === column.id ? sorting.direction : undefined;
  const first = column.first ?? (column.numeric === true ? 'descending' : 'ascending');
  return (
    <th scope="col" class={column.numeric === true ? 'number' : ''} aria-sort={direction} title={column.hint}>
      {column.sortBy === undefined ? (
        column.label
      ) : (
        <button type="button" class="bare" onClick={() => onSort(nextSorting(sorting, column.id, first))}>
          {column.label}
          <span aria-hidden="true">{direction === undefined ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
        </button>
      )}
    </th>
  );
}

/** Room for rows that are not laid out. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a table row takes no focus
    <tr aria-hidden="true" class="spacer">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
