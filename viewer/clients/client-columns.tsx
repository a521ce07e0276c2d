import type { RoundFrame } from '../../exporters/page/types.js';
import { clientFieldOf, clientMetrics } from '../charts/client-metrics.js';
import { formatField } from '../format/fields.js';
import { localTime } from '../format/time.js';
import { formatCount, NOTHING, numberOf } from '../format/units.js';
import { Marked } from '../parts/glyph.js';
import type { Column } from '../table/data-table.js';
import { type ClientRow, type ClientRows, placeText } from './client-rows.js';

/** The fields that the clients of these rounds have, as a text: equal lists are equal texts. */
export function fieldsKey(rounds: readonly RoundFrame[]): string {
  const texts = [...new Set(rounds.flatMap(({ clients }) => Object.keys(clients.texts)))].sort();
  return JSON.stringify({ numbers: clientMetrics(rounds).map(({ name, label }) => [name, label]), texts });
}

/**
 * The columns of the table of clients: who, how it took part, then every field.
 *
 * @param key from {@link fieldsKey}
 * @param newest gives the values, which change more often than the columns
 */
export function clientColumns(
  key: string,
  newest: () => ClientRows,
  choose: (client: number) => void,
): readonly Column<ClientRow>[] {
  // As a text, because the columns must be the same object until a field comes: a new one has all rows sorted again.
  const { numbers, texts } = JSON.parse(key) as {
    readonly numbers: readonly (readonly [name: string, label: string])[];
    readonly texts: readonly string[];
  };
  return [
    {
      id: 'client',
      label: 'Client',
      sortBy: ({ entry }) => entry.name ?? entry.id,
      cell: ({ entry, index }) => (
        <button type="button" class="link" title={entry.id} onClick={() => choose(index)}>
          {entry.name ?? entry.id}
        </button>
      ),
    },
    {
      id: 'id',
      label: 'Id',
      sortBy: ({ entry }) => entry.id,
      cell: ({ entry }) => <span class="soft">{entry.name === undefined ? '' : entry.id}</span>,
    },
    {
      id: 'outcome',
      label: 'Outcome',
      hint: 'In the newest of the shown rounds that it is in',
      sortBy: ({ outcome }) => outcome,
      // The reason is behind the pointer here; the client’s own page and the events have it in full.
      cell: ({ outcome, round, reason }) => (
        <span title={reason}>
          <Marked name={outcome ?? 'none'} /> {round === undefined ? null : <span class="soft">in {round}</span>}
        </span>
      ),
    },
    count(
      'completed',
      'Completed',
      'Rounds that it completed, of those that it was selected for',
      (row) => row.completed,
      (row) => `${row.completed}/${row.selected}`,
    ),
    count('stragglers', 'Straggled', 'Rounds that ended before it answered', (row) => row.stragglers),
    count('dropped', 'Dropped', 'Rounds that it dropped out of', (row) => row.dropped),
    count('failed', 'Failed', 'Rounds in which it failed', (row) => row.failed),
    count('late', 'Late', 'Rounds that its update came too late for', (row) => row.late),
    ...numbers.map(([name, label]): Column<ClientRow> => {
      const field = clientFieldOf(name);
      return {
        id: `number-${name}`,
        label,
        ...(field.brief === undefined ? {} : { hint: field.brief }),
        numeric: true,
        // Read when sorting, not when the column was made: values change with each round.
        sortBy: ({ index }) => numberOf(newest().numbers.of(index, name)),
        cell: ({ index }) => formatField(field, newest().numbers.of(index, name)),
      };
    }),
    ...texts.map(
      (name): Column<ClientRow> => ({
        id: `text-${name}`,
        label: name,
        sortBy: ({ index }) => newest().texts.of(index, name),
        cell: ({ index }) => newest().texts.of(index, name) ?? NOTHING,
      }),
    ),
    {
      id: 'place',
      label: 'Place',
      sortBy: ({ entry }) => placeText(entry) || undefined,
      cell: ({ entry }) => placeText(entry) || NOTHING,
    },
    {
      id: 'time',
      label: 'Last update',
      numeric: true,
      sortBy: ({ time }) => time,
      cell: ({ time }) => localTime.clock(time),
    },
  ];
}

/** A column of counts. */
function count(
  id: string,
  label: string,
  hint: string,
  value: (row: ClientRow) => number,
  write?: (row: ClientRow) => string,
): Column<ClientRow> {
  return { id, label, hint, numeric: true, sortBy: value, cell: write ?? ((row) => <Zero value={value(row)} />) };
}

/** A count that is quiet when there is nothing to count. */
function Zero({ value }: { value: number }) {
  return value === 0 ? <span class="soft">0</span> : <b>{formatCount(value)}</b>;
}
