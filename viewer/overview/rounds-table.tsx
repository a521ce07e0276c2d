import { useMemo } from 'preact/hooks';
import type { RoundFrame } from '../../exporters/page/types.js';
import { formatField, KNOWN_RESULTS, resultField } from '../format/fields.js';
import { localTime } from '../format/time.js';
import { formatCount, numberOf } from '../format/units.js';
import { Marked } from '../parts/glyph.js';
import { own } from '../parts/own.js';
import type { Selection } from '../selection/selection.js';
import { type Column, DataTable } from '../table/data-table.js';
import { RoundButton } from './round-button.js';
import { Shares } from './shares.js';

/** Every round with every result, the newest first. */
export function RoundsTable({ rounds, selection }: { rounds: readonly RoundFrame[]; selection: Selection }) {
  // The columns are made of the text, so that a round that ends without a new result leaves them as they are.
  const names = useMemo(() => resultNames(rounds), [rounds]);
  const columns = useMemo(() => columnsOf(names, selection), [names, selection]);
  const { round, hover } = selection;
  return (
    <DataTable
      caption="Rounds"
      columns={columns}
      rows={rounds}
      keyOf={(frame) => frame.round}
      initial={{ column: 'round', direction: 'descending' }}
      size="short"
      isSelected={(frame) => frame.round === round.value}
      isHovered={(frame) => frame.round === hover.value?.round}
      onHover={(frame) => {
        hover.value = frame === undefined ? undefined : { round: frame.round };
      }}
    />
  );
}

/** Names of all results, known ones first, as a text so that equal lists are equal. */
function resultNames(rounds: readonly RoundFrame[]): string {
  const names = new Set(rounds.flatMap(({ results }) => Object.keys(results)));
  const known = KNOWN_RESULTS.filter((name) => names.delete(name));
  return JSON.stringify([...known, ...[...names].sort()]);
}

/** A column for each result that any round has. */
function columnsOf(names: string, selection: Selection): readonly Column<RoundFrame>[] {
  // Results are named by the app: they are looked up as names, never as properties that every object has.
  const results = (JSON.parse(names) as readonly string[]).map((name): Column<RoundFrame> => {
    const field = resultField(name);
    return {
      id: `result-${name}`,
      label: field.label,
      numeric: true,
      sortBy: ({ results: values }) => numberOf(own(values, name)),
      cell: ({ results: values }) => formatField(field, own(values, name)),
    };
  });
  return [
    {
      id: 'round',
      label: 'Round',
      first: 'descending',
      sortBy: (frame) => frame.round,
      cell: (frame) => <RoundButton round={frame.round} selection={selection} />,
    },
    { id: 'state', label: 'State', sortBy: (frame) => frame.state, cell: (frame) => <Marked name={frame.state} /> },
    {
      id: 'clients',
      label: 'Clients',
      hint: 'Completed of selected; drop-outs, failures and stragglers in the bar',
      first: 'descending',
      // By share: three of three did better than five of ten.
      sortBy: (frame) => frame.completed / Math.max(1, frame.selected),
      cell: (frame) => <Shares counts={frame} />,
    },
    ...results,
    {
      id: 'late',
      label: 'Late',
      hint: 'Updates that came after the round had ended',
      numeric: true,
      sortBy: (frame) => frame.lateUpdates,
      cell: (frame) => formatCount(frame.lateUpdates),
    },
    {
      id: 'started',
      label: 'Started',
      numeric: true,
      // By the moment and not by what is written: a run may go on past midnight.
      sortBy: (frame) => frame.startedAt,
      cell: (frame) => localTime.clock(frame.startedAt),
    },
  ];
}
