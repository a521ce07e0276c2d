import { useMemo } from 'preact/hooks';
import type { EventEntry, RunDocument } from '../../exporters/page/types.js';
import { localTime } from '../format/time.js';
import { NOTHING } from '../format/units.js';
import { Empty } from '../parts/empty.js';
import { Glyph } from '../parts/glyph.js';
import type { GlyphName } from '../parts/glyph-words.js';
import type { Selection } from '../selection/selection.js';
import { type Column, DataTable } from '../table/data-table.js';
import { type EventRow, KIND_WORDS } from './event-rows.js';

/** Events look like the outcomes that they lead to. */
const GLYPHS: Readonly<Record<EventEntry['kind'], GlyphName>> = {
  dropout: 'dropped',
  failure: 'failed',
  round_failed: 'failed',
  late_update: 'straggler',
  checkpoint: 'finished',
  evaluation: 'finished',
  artifact: 'finished',
  note: 'none',
};

/** Events to be shown, and what their parts choose. */
export interface EventListProps {
  /** In order of time, the newest first: so they stay until the reader sorts by something. */
  readonly rows: readonly EventRow[];
  readonly clients: RunDocument['clients'];
  readonly selection: Selection;
  /** `short`: the list is one part of a page among others. Default: `tall`. */
  readonly size?: 'tall' | 'short';
}

/** Events as a table: when, in which round, what, whom, and the words of it. */
export function EventList({ rows, clients, selection, size = 'tall' }: EventListProps) {
  // Clients come in while a run is live, and their names are in the columns.
  const columns = useMemo((): readonly Column<EventRow>[] => {
    const nameOf = ({ client }: EventRow) => {
      const entry = client === undefined ? undefined : clients[client];
      return entry?.name ?? entry?.id;
    };
    return [
      {
        id: 'time',
        label: 'Time',
        first: 'descending',
        sortBy: (row) => row.time,
        cell: (row) => localTime.exact(row.time),
      },
      {
        id: 'round',
        label: 'Round',
        numeric: true,
        sortBy: (row) => row.round,
        cell: (row) =>
          row.round === undefined ? (
            NOTHING
          ) : (
            <button
              type="button"
              class="link"
              onClick={() => {
                // Events outside of rounds have no button, so there is always one to choose.
                selection.round.value = row.round;
              }}
            >
              {row.round}
            </button>
          ),
      },
      {
        id: 'kind',
        label: 'What',
        sortBy: (row) => KIND_WORDS[row.kind],
        cell: (row) => (
          <span class="marked">
            <Glyph name={GLYPHS[row.kind]} />
            <span>{KIND_WORDS[row.kind]}</span>
          </span>
        ),
      },
      {
        id: 'client',
        label: 'Client',
        sortBy: nameOf,
        cell: (row) =>
          nameOf(row) === undefined ? (
            NOTHING
          ) : (
            <button
              type="button"
              class="link"
              onClick={() => {
                // The view stays: the log narrows to the client, and a press on the choice above takes that back.
                selection.client.value = row.client;
              }}
            >
              {nameOf(row)}
            </button>
          ),
      },
      {
        id: 'text',
        label: 'In words',
        sortBy: (row) => row.text,
        // The cell is one line high; the whole reason is there for who points at it. Text, whatever an app put into it.
        cell: (row) => <span title={row.text}>{row.text}</span>,
      },
    ];
  }, [clients, selection]);
  return (
    <DataTable
      caption="Events"
      columns={columns}
      rows={rows}
      keyOf={({ key }) => key}
      size={size}
      onHover={(row) => {
        // Only what the event has: an undefined round would take the mark off the charts for nothing.
        selection.hover.value =
          row === undefined
            ? undefined
            : {
                ...(row.round === undefined ? {} : { round: row.round }),
                ...(row.client === undefined ? {} : { client: row.client }),
              };
      }}
      nothing={<Empty title="No event fits">Let more kinds through, or take back what is chosen.</Empty>}
    />
  );
}
