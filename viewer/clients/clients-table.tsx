import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { RunDocument } from '../../exporters/page/types.js';
import type { ClientOutcome } from '../../exporters/run-model/index.js';
import { shareOf } from '../format/plural.js';
import { usePage } from '../frame/page-context.js';
import { Empty } from '../parts/empty.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import { inRange } from '../selection/in-range.js';
import type { Selection } from '../selection/selection.js';
import { DataTable } from '../table/data-table.js';
import { textFilter } from '../table/filtering.js';
import { Choice, SearchBar } from '../table/search-bar.js';
import { clientColumns, fieldsKey } from './client-columns.js';
import { clientRows, placeText } from './client-rows.js';

/** What the table can be narrowed to. */
const OUTCOMES: readonly ClientOutcome[] = ['completed', 'straggler', 'dropped', 'failed', 'pending'];

/** Every client with every field: of the chosen round, of the range, or the newest of all rounds. */
export function ClientsTable({ document, selection }: { document: RunDocument; selection: Selection }) {
  const query = useSignal('');
  const outcome = useSignal<ClientOutcome | undefined>(undefined);
  const round = selection.round.value;
  const range = selection.range.value;
  // In a past moment or a part of the run, those who are not in it were not there.
  // Idle: in no round yet.
  const idle = usePage().replay.time.value === undefined && round === undefined && range === undefined;
  const rounds = useMemo(
    () => inRange(document.rounds, round === undefined ? range : { first: round, last: round }),
    [document.rounds, round, range],
  );
  const all = useMemo(() => clientRows(document.clients, rounds, idle), [document.clients, rounds, idle]);
  const { rows, texts } = all;
  // Cells look up values when they are drawn; through a reference, so that the columns need not be made anew.
  const newest = useRef(all);
  newest.current = all;
  const key = useMemo(() => fieldsKey(rounds), [rounds]);
  const columns = useMemo(
    () =>
      clientColumns(
        key,
        () => newest.current,
        (client) => {
          selection.client.value = client;
        },
      ),
    [key, selection],
  );
  const shown = useMemo(() => {
    // Words are compared once for a query, and not for each of ten thousand rows.
    const fits = textFilter(query.value);
    return rows.filter(
      (row) =>
        // The outcome of the newest round that is shown, which is what the column says.
        (outcome.value === undefined || row.outcome === outcome.value) &&
        fits([
          row.entry.id,
          row.entry.name,
          placeText(row.entry),
          ...texts.fields.map((field) => texts.of(row.index, field)),
        ]),
    );
  }, [rows, texts, query.value, outcome.value]);
  // Read in the row and not above, so that the pointer does not filter the rows again.
  const { hover } = selection;
  if (document.clients.length === 0) {
    return <Empty title="No client yet">Clients appear with their first task or update.</Empty>;
  }
  return (
    <>
      <SearchBar label="Search clients" placeholder="Search by name, id, place or text" query={query}>
        <Choice label="Outcome" names={OUTCOMES} chosen={outcome} wordOf={(name) => GLYPH_WORDS[name]} />
        <span class="soft">
          {shareOf(shown.length, rows.length, 'client')}
          {round === undefined ? ', newest values' : ` in round ${round}`}
        </span>
      </SearchBar>
      <DataTable
        caption="Clients"
        columns={columns}
        rows={shown}
        keyOf={({ index }) => index}
        initial={{ column: 'client', direction: 'ascending' }}
        isHovered={({ index }) => index === hover.value?.client}
        onHover={(row) => {
          hover.value = row === undefined ? undefined : { client: row.index };
        }}
        nothing={<Empty title="No client fits">Change what you search for, the outcome, or the round.</Empty>}
      />
    </>
  );
}
