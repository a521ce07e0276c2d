import { useMemo, useRef, useState } from 'preact/hooks';
import { formatField } from '../format/fields.js';
import { bringIntoSight, clientUnder } from '../parts/row-focus.js';
import { isForBrowser, moveActive } from '../parts/row-keys.js';
import { useSize } from '../parts/use-size.js';
import type { Selection } from '../selection/selection.js';
import { rowWindow } from '../table/window.js';
import { listOrder } from './list-order.js';
import { MarkerGlyph } from './marker-glyph.js';
import type { Marker } from './markers.js';
import { markerLines, type TipContext } from './tip-words.js';

/** Pixels; the style sheet's. */
const ROW_HEIGHT = 26;

/** All clients in words: what the map shows to who cannot see it, and those of whom nobody said where they are. */
export function ClientList({ markers, selection, tip }: ClientListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { height } = useSize(scroller);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState<number | undefined>(undefined);
  const rows = useMemo(() => listOrder(markers), [markers]);
  // How many have a place; the others are below them.
  const placed = useMemo(() => rows.filter(({ place }) => place !== undefined).length, [rows]);
  // Ten thousand rows in the page would cost more than the map itself.
  const { from, to } = rowWindow(rows.length, ROW_HEIGHT, top, height);
  const place = rows.findIndex(({ client }) => client === active);
  const choose = (client: number) => {
    setActive(client);
    selection.client.value = selection.client.value === client ? undefined : client;
  };
  // The list is one stop for the keyboard, within which arrows move: not a stop for every client.
  const press = (event: KeyboardEvent) => {
    if (isForBrowser(event)) return;
    // As a list box has it: arrows move, Enter and space choose (WAI-ARIA Authoring Practices, "Listbox Pattern").
    if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) choose(active);
    else {
      const next = moveActive(event.key, place, rows.length, Math.max(1, Math.floor(height / ROW_HEIGHT) - 1));
      const row = next === undefined ? undefined : rows[next];
      if (next === undefined || row === undefined) return;
      setActive(row.client);
      selection.hover.value = { client: row.client };
      bringIntoSight(scroller.current, next * ROW_HEIGHT, ROW_HEIGHT);
    }
    // The list takes the keys that it knows; the replay has the same arrows for its rounds.
    event.preventDefault();
    event.stopPropagation();
  };
  const missing = rows.length - placed;
  return (
    <section class="map-list" aria-label="Clients on the map and beside it">
      <p class="soft">
        {placed} on the map{missing === 0 ? '' : `, ${missing} without a place`}
      </p>
      <div ref={scroller} class="scroller" onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        <div
          class="all"
          role="listbox"
          tabIndex={0}
          aria-label="Clients"
          // Named only while it is in the page: an id of a row that is not laid out points to nothing.
          aria-activedescendant={place >= from && place < to && active !== undefined ? `map-row-${active}` : undefined}
          style={{ height: `${rows.length * ROW_HEIGHT}px` }}
          onKeyDown={press}
          onClick={(event) => {
            const client = clientUnder(event);
            if (client !== undefined) choose(client);
          }}
          onPointerMove={(event) => {
            const client = clientUnder(event);
            selection.hover.value = client === undefined ? undefined : { client };
          }}
          onPointerLeave={() => {
            selection.hover.value = undefined;
          }}
        >
          {rows.slice(from, to).map((marker, index) => (
            <div
              key={marker.client}
              id={`map-row-${marker.client}`}
              role="option"
              tabIndex={-1}
              aria-selected={marker.client === selection.client.value}
              aria-setsize={rows.length}
              aria-posinset={from + index + 1}
              class={rowClass(marker, active, selection.hover.value?.client)}
              style={{ top: `${(from + index) * ROW_HEIGHT}px` }}
              data-client={marker.client}
            >
              <span class="hidden">{[marker.label, ...markerLines(marker, tip)].join(', ')}</span>
              <MarkerGlyph state={marker.state} />
              <span class={marker.place === undefined ? 'name unplaced' : 'name'} aria-hidden="true">
                {marker.label}
              </span>
              <span class="number" aria-hidden="true">
                {marker.state === 'none' ? '' : formatField(tip.metric.field, marker.raw)}
              </span>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

/** What the list shows. */
interface ClientListProps {
  /** All clients of the run, in its order. */
  readonly markers: readonly Marker[];
  /** What is chosen and pointed at, here and on the map. */
  readonly selection: Selection;
  /** What a row is said with to who hears the page: the same words as the map's tips. */
  readonly tip: TipContext;
}

/** Classes of a row: `active` is where the keys are, `pointed` what the pointer is at anywhere on the page. */
function rowClass({ client }: Marker, active: number | undefined, hovered: number | undefined): string {
  return ['row', ...(client === active ? ['active'] : []), ...(client === hovered ? ['pointed'] : [])].join(' ');
}
