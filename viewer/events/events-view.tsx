import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { EventEntry } from '../../exporters/page/types.js';
import { shareOf } from '../format/plural.js';
import { Empty } from '../parts/empty.js';
import { textFilter } from '../table/filtering.js';
import { SearchBar } from '../table/search-bar.js';
import type { ViewProps } from '../view.js';
import { EventList } from './event-list.js';
import { countByKind, EVENT_KINDS, eventRows, filterEvents, KIND_WORDS } from './event-rows.js';

/** The event log. What is chosen elsewhere (round, range, client) narrows it too. */
export function EventsView({ store, selection }: ViewProps) {
  const query = useSignal('');
  // What is left out, not what is let through: kinds that come later are shown.
  const without = useSignal<ReadonlySet<EventEntry['kind']>>(new Set());
  const document = store.document.value;
  const rows = useMemo(() => (document === undefined ? [] : eventRows(document)), [document]);
  const counts = useMemo(() => countByKind(rows), [rows]);
  if (document === undefined) return null;
  if (rows.length === 0) {
    return (
      <Empty title="Nothing out of the ordinary">
        Drop-outs, failures, late updates, checkpoints and evaluations appear here as they happen.
      </Empty>
    );
  }
  const round = selection.round.value;
  const range = selection.range.value;
  const shown = filterEvents(rows, document.clients, {
    without: without.value,
    client: selection.client.value,
    // A chosen round is narrower than any range, and wins.
    first: round ?? range?.first,
    last: round ?? range?.last,
    fits: textFilter(query.value),
  });
  return (
    <>
      <SearchBar label="Search events" placeholder="Search words or clients" query={query}>
        {EVENT_KINDS.filter((kind) => counts.has(kind)).map((kind) => (
          <label key={kind}>
            <input
              type="checkbox"
              checked={!without.value.has(kind)}
              onChange={() => {
                // Another set each time: a signal tells nobody of a change within its value.
                const next = new Set(without.value);
                if (!next.delete(kind)) next.add(kind);
                without.value = next;
              }}
            />
            {KIND_WORDS[kind]} ({counts.get(kind)})
          </label>
        ))}
        <span class="soft">{shareOf(shown.length, rows.length, 'event')}</span>
      </SearchBar>
      <EventList rows={shown} clients={document.clients} selection={selection} />
    </>
  );
}
