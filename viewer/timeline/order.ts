import type { TimelineRow } from './phases.js';

/** Orders of the rows that a reader may choose. */
export const ROW_ORDERS = ['duration', 'start', 'outcome', 'name'] as const;
/** One of them. */
export type RowOrder = (typeof ROW_ORDERS)[number];

/** How the choice is called. */
export const ORDER_LABELS: Readonly<Record<RowOrder, string>> = {
  duration: 'Longest first',
  start: 'Start',
  outcome: 'Outcome',
  name: 'Name',
};

/** Those first that a round may have waited for. */
const OUTCOMES = ['straggler', 'pending', 'dropped', 'failed', 'completed'] as const;

/** The rows in an order; equal ones by name. Rows without times come last. */
export function orderRows(rows: readonly TimelineRow[], order: RowOrder): TimelineRow[] {
  return [...rows].sort((a, b) => difference(a, b, order) || compareNames(a.label, b.label) || a.client - b.client);
}

/** Below 0 when `a` comes first; 0 leaves it to the names. */
function difference(a: TimelineRow, b: TimelineRow, order: RowOrder): number {
  switch (order) {
    case 'duration':
      return lengthOf(b) - lengthOf(a);
    case 'start':
      return startOf(a) - startOf(b);
    case 'outcome':
      return rankOf(a) - rankOf(b) || lengthOf(b) - lengthOf(a);
    case 'name':
      return 0;
  }
}

/** How long a client was at it, in milliseconds: waiting for others is not counted. `-1` when nobody knows. */
export function lengthOf({ phases }: TimelineRow): number {
  const busy = phases.filter(({ kind }) => kind !== 'waiting');
  const [first, last] = [busy[0], busy.at(-1)];
  return first === undefined || last === undefined ? -1 : last.end - first.start;
}

/** When a client was first at it, epoch milliseconds; who never was comes last. */
function startOf({ phases }: TimelineRow): number {
  return phases[0]?.start ?? Number.MAX_VALUE;
}

/** Place of the outcome; who was late comes before those of the same outcome who were not. */
function rankOf({ outcome, late }: TimelineRow): number {
  const rank = outcome === null ? -1 : OUTCOMES.indexOf(outcome);
  return (rank === -1 ? OUTCOMES.length : rank) - (late ? 0.5 : 0);
}

/** `client-2` before `client-10`. */
const collator = new Intl.Collator('en', { numeric: true });

/** Names as people order them. */
function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
