import type { UsageField } from '../../exporters/page/types.js';
import { formatCount, formatValue, NOTHING } from '../format/units.js';
import { USAGE_FIELDS, usageField } from '../format/usage-fields.js';
import { Glyph } from '../parts/glyph.js';
import type { Column } from '../table/data-table.js';
import { pressureOf, shortOf } from './shortage.js';
import type { UsageRow } from './usage-rows.js';

/**
 * The columns of the table of resources: who, what it is short of, then every field that anybody measured.
 *
 * @param link where a client is shown by itself
 */
export function usageColumns(rows: readonly UsageRow[], link: (id: string) => string): readonly Column<UsageRow>[] {
  // Hosts without a GPU, or without a meter for power, get no columns of nothing.
  const fields = USAGE_FIELDS.filter((field) => rows.some(({ values }) => values[field] !== undefined));
  return [
    {
      id: 'client',
      label: 'Client',
      sortBy: ({ entry }) => entry.name ?? entry.id,
      cell: ({ entry }) => (
        <a href={link(entry.id)} title={entry.id}>
          {entry.name ?? entry.id}
        </a>
      ),
    },
    {
      id: 'short',
      label: 'Short of',
      hint: 'Memory or processors of its host at 90 % or more, memory of a GPU at 95 %',
      first: 'descending',
      sortBy: pressureOf,
      cell: (row) => <Shortage row={row} />,
    },
    ...fields.map(usageColumn),
    {
      id: 'rounds',
      label: 'Rounds',
      hint: 'Rounds in which anything was measured',
      numeric: true,
      sortBy: ({ rounds }) => rounds,
      cell: ({ rounds }) => formatCount(rounds),
    },
  ];
}

/** A column of one field; its cells are empty for clients of which it was not measured. */
function usageColumn(name: UsageField): Column<UsageRow> {
  const { label, unit, brief } = usageField(name);
  return {
    id: name,
    label,
    ...(brief === undefined ? {} : { hint: brief }),
    numeric: true,
    sortBy: ({ values }) => values[name],
    cell: ({ values }) => formatValue(values[name], unit),
  };
}

/** What a client is short of, by shape and words; a client whose host nobody measured has neither. */
function Shortage({ row }: { row: UsageRow }) {
  const words = shortOf(row);
  if (pressureOf(row) === undefined) return <span class="soft">{NOTHING}</span>;
  if (words.length === 0) return <span class="soft">nothing</span>;
  return (
    <span class="marked is-straggler">
      <Glyph name="straggler" />
      <span>{words.join(', ')}</span>
    </span>
  );
}
