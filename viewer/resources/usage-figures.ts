import type { RunDocument, UsageField } from '../../exporters/page/types.js';
import { finiteOf, formatCount, formatValue } from '../format/units.js';
import { USAGE_FIELDS, usageField } from '../format/usage-fields.js';
import type { Figure } from '../overview/overview-facts.js';
import { type Scarce, shortOf } from './shortage.js';
import type { UsageRow } from './usage-rows.js';

/** What a reader wants to know first: whether all is measured, who is short of something, the largest, the sum. */
export function clientFigures(rows: readonly UsageRow[], clients: number): readonly Figure[] {
  // A client may be short of several things and counts for each of them.
  const short = (what: Scarce) => rows.filter((row) => shortOf(row).includes(what)).length;
  const cards = rows.some(({ values }) => values.gpu_memory !== undefined);
  // Absent and zero are not the same: a host without a meter used energy, too.
  const joules = rows.flatMap(({ values }) => values.joules ?? []);
  return [
    { label: 'Measured', value: formatCount(rows.length), note: `of ${formatCount(clients)} clients` },
    { label: 'Short of memory', value: formatCount(short('memory')), note: 'host at 90 % or more' },
    { label: 'Short of processor', value: formatCount(short('processor')), note: 'host at 90 % or more' },
    ...(cards
      ? [{ label: 'Short of GPU memory', value: formatCount(short('GPU memory')), note: 'a card at 95 % or more' }]
      : []),
    ...greatest(rows, 'memory_bytes', 'Most memory'),
    ...(joules.length === 0
      ? []
      : [
          {
            label: 'Energy',
            value: formatValue(
              joules.reduce((sum, value) => sum + value, 0),
              'joules',
            ),
            // The same host's energy comes with each client that runs on it, and nobody says which share a host.
            note: 'a shared host counts for each client',
          },
        ]),
  ];
}

/** What was measured of the process that started the run, or of one client: a figure for each field. */
export function usageFigures(values: RunDocument['run']['usage']): readonly Figure[] {
  return USAGE_FIELDS.flatMap((name) => {
    const value = finiteOf(values?.[name]);
    const { label, unit } = usageField(name);
    return value === undefined ? [] : [{ label, value: formatValue(value, unit) }];
  });
}

/** The client with the most of a field, with its name; nothing where nobody has the field. */
function greatest(rows: readonly UsageRow[], field: UsageField, label: string): Figure[] {
  const most = rows.reduce<UsageRow | undefined>(
    (known, row) => ((row.values[field] ?? -1) > (known?.values[field] ?? -1) ? row : known),
    undefined,
  );
  const value = most?.values[field];
  if (most === undefined || value === undefined) return [];
  return [{ label, value: formatValue(value, usageField(field).unit), note: most.entry.name ?? most.entry.id }];
}
