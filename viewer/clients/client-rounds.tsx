import { useMemo } from 'preact/hooks';
import type { FrameNumber, RoundFrame } from '../../exporters/page/types.js';
import type { ClientOutcome } from '../../exporters/run-model/index.js';
import { clientFieldOf, clientMetrics } from '../charts/client-metrics.js';
import { valueOfClient } from '../charts/statistics.js';
import { formatField } from '../format/fields.js';
import { localTime } from '../format/time.js';
import { NOTHING, numberOf } from '../format/units.js';
import { RoundButton } from '../overview/round-button.js';
import { Marked } from '../parts/glyph.js';
import type { Selection } from '../selection/selection.js';
import { type Column, DataTable } from '../table/data-table.js';

/** One client in one round. */
interface PartRow {
  /** The round, with the columns of all its clients. */
  readonly frame: RoundFrame;
  /** `undefined`: it has an update but was not selected, as far as is known. */
  readonly outcome: ClientOutcome | undefined;
  /** Why it dropped out or failed, in the words of the app. */
  readonly reason: string | undefined;
  /** When its update came, epoch milliseconds. */
  readonly time: FrameNumber | undefined;
  /** Its update came after the round’s end. */
  readonly late: boolean;
}

/** The rounds of one client with all its numbers. */
export function ClientRounds({
  rounds,
  client,
  selection,
}: {
  rounds: readonly RoundFrame[];
  client: number;
  selection: Selection;
}) {
  const rows = useMemo(() => rounds.flatMap((frame) => partOf(frame, client)), [rounds, client]);
  // Of its own rounds only: a column that this client has nothing in would be empty from top to bottom.
  const metrics = useMemo(() => clientMetrics(rows.map(({ frame }) => frame)), [rows]);
  const columns = useMemo(
    (): readonly Column<PartRow>[] => [
      {
        id: 'round',
        label: 'Round',
        first: 'descending',
        sortBy: ({ frame }) => frame.round,
        cell: ({ frame }) => <RoundButton round={frame.round} selection={selection} />,
      },
      {
        id: 'outcome',
        label: 'Outcome',
        sortBy: ({ outcome }) => outcome,
        cell: ({ outcome, reason, late }) => (
          <>
            <Marked name={outcome ?? 'none'} />{' '}
            <span class="soft">{[reason, late ? 'late' : undefined].filter(Boolean).join(', ')}</span>
          </>
        ),
      },
      {
        id: 'time',
        label: 'Update at',
        numeric: true,
        sortBy: ({ time }) => numberOf(time),
        cell: ({ time }) => (typeof time === 'number' ? localTime.exact(time) : NOTHING),
      },
      ...metrics.map(({ name, label }): Column<PartRow> => {
        const field = clientFieldOf(name);
        return {
          id: `number-${name}`,
          label,
          numeric: true,
          // A run may call a field by any name; the value is looked up by it and never by a property of a row.
          sortBy: ({ frame }) => numberOf(valueOfClient(frame, client, name)),
          cell: ({ frame }) => formatField(field, valueOfClient(frame, client, name)),
        };
      }),
    ],
    [metrics, client, selection],
  );
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="client-rounds">
      <h2 id="client-rounds">Its rounds</h2>
      <DataTable
        caption="Rounds of this client"
        columns={columns}
        rows={rows}
        keyOf={({ frame }) => frame.round}
        initial={{ column: 'round', direction: 'descending' }}
        size="short"
        isSelected={({ frame }) => frame.round === selection.round.value}
        isHovered={({ frame }) => frame.round === selection.hover.value?.round}
        onHover={(row) => {
          selection.hover.value = row === undefined ? undefined : { round: row.frame.round, client };
        }}
      />
    </section>
  );
}

/** The client’s part in a round: a list of one, or of none when it was not in it. */
function partOf(frame: RoundFrame, client: number): readonly PartRow[] {
  const place = frame.clients.client.indexOf(client);
  if (place < 0) return [];
  const { outcome, reason, time, late } = frame.clients;
  return [
    {
      frame,
      outcome: outcome[place] ?? undefined,
      reason: reason[place] ?? undefined,
      time: time[place],
      late: late[place] === true,
    },
  ];
}
