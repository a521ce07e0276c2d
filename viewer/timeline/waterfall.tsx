import { useMemo, useRef, useState } from 'preact/hooks';
import { shareOf } from '../format/plural.js';
import { bringIntoSight, clientUnder } from '../parts/row-focus.js';
import { isForBrowser, moveActive } from '../parts/row-keys.js';
import type { Selection } from '../selection/selection.js';
import { rowWindow } from '../table/window.js';
import { Axis, Grid } from './axis.js';
import { BarPatterns, Bars } from './bars.js';
import { isBusy } from './busy.js';
import type { RoundTimeline, TimelineRow } from './phases.js';
import { Row, rowId } from './row.js';
import type { Span } from './span.js';
import { TimeBrush } from './time-brush.js';
import { Tip } from './tip.js';
import { within, zoomKey } from './zoom.js';

/** Pixels; the style sheet's. */
const ROW_HEIGHT = 24;
/** Rows beyond so many are scrolled to. */
const MOST_ROWS_IN_SIGHT = 22;

/** Where the pointer is. */
interface Pointed {
  /** Index into the run's list of clients. */
  readonly client: number;
  readonly x: number;
  readonly y: number;
}

/** Every client's time in the round, one row each; only the rows in sight are in the page. */
export function Waterfall({ timeline, rows: all, selection, narrow }: WaterfallProps) {
  const [top, setTop] = useState(0);
  const [active, setActive] = useState<number | undefined>(undefined);
  const [pointed, setPointed] = useState<Pointed | undefined>(undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Span | undefined>(undefined);
  const [onlyBusy, setOnlyBusy] = useState(true);
  // A round that runs grows, and a replay shortens it: what was chosen stays within it.
  const shown = zoom && within(timeline, zoom.start, zoom.end);
  const span: Span = shown ?? timeline;
  const rows = useMemo(
    // In a part of a large round nearly all rows would be empty.
    () => (shown === undefined || !onlyBusy ? all : all.filter((row) => isBusy(row, shown))),
    [all, shown?.start, shown?.end, onlyBusy],
  );
  const height = Math.min(rows.length, MOST_ROWS_IN_SIGHT) * ROW_HEIGHT;
  const { from, to } = rowWindow(rows.length, ROW_HEIGHT, top, height);
  // As many as stand side by side without touching; the axis takes fewer where round numbers want it.
  const ticks = narrow ? 4 : 8;
  const hovered = selection.hover.value?.client;
  // Rows above the list that stay while it scrolls; what is brought into sight must not hide behind them.
  const fixed = 1 + (timeline.path.length === 0 ? 0 : 1) + (timeline.server.length === 0 ? 0 : 1);
  // By client and not by place: the rows are sorted and narrowed anew while a round is live.
  const activeRow = rows.findIndex(({ client }) => client === active);
  // An id of a row that is not in the page points to nothing.
  const inSight = activeRow >= from && activeRow < to;
  const point = (client: number | undefined, x: number, y: number) => {
    const box = frame.current?.getBoundingClientRect();
    setPointed(client === undefined || box === undefined ? undefined : { client, x: x - box.left, y: y - box.top });
    selection.hover.value = client === undefined ? undefined : { client };
  };
  const choose = (client: number) => {
    setActive(client);
    selection.client.value = selection.client.value === client ? undefined : client;
  };
  const press = (event: KeyboardEvent) => {
    if (isForBrowser(event)) return;
    // Before the list's own keys, and never the replay's: + and − are its speed elsewhere on the page.
    const zoomed = zoomKey(event.key, event.shiftKey, timeline, span);
    if (zoomed !== undefined) {
      setZoom(zoomed.span);
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    // One row less than is seen: the last one of before is the first one after.
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) choose(active);
    else {
      const next = moveActive(event.key, activeRow, rows.length, page);
      const row = next === undefined ? undefined : rows[next];
      if (next === undefined || row === undefined) return;
      setActive(row.client);
      selection.hover.value = { client: row.client };
      bringIntoSight(scroller.current, next * ROW_HEIGHT, ROW_HEIGHT, fixed * ROW_HEIGHT);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const tip = rows.find(({ client }) => client === pointed?.client);
  return (
    <div class="waterfall" ref={frame}>
      <BarPatterns />
      <TimeBrush whole={timeline} shown={shown} rows={all} onShow={setZoom} />
      {shown === undefined ? null : (
        <label class="only-busy">
          <input type="checkbox" checked={onlyBusy} onChange={() => setOnlyBusy(!onlyBusy)} /> only clients at work in
          this time
        </label>
      )}
      <div
        ref={scroller}
        class="scroller"
        style={{ maxHeight: `${height + fixed * ROW_HEIGHT}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div class="fixed">
          <div class="row head">
            <span class="who soft">{shareOf(rows.length, all.length, 'client')}</span>
            <span class="track">
              <Axis span={span} origin={timeline.start} count={ticks} />
            </span>
            <span class="length soft">Time</span>
          </div>
          {timeline.path.length === 0 ? null : <FixedRow label="Critical path" phases={timeline.path} span={span} />}
          {timeline.server.length === 0 ? null : <FixedRow label="Server" phases={timeline.server} span={span} />}
        </div>
        <div
          class="all"
          role="listbox"
          tabIndex={0}
          aria-label="Clients of the round"
          aria-keyshortcuts="+ - 0 Shift+ArrowLeft Shift+ArrowRight"
          aria-activedescendant={inSight && active !== undefined ? rowId(active) : undefined}
          style={{ height: `${rows.length * ROW_HEIGHT}px` }}
          onKeyDown={press}
          onClick={(event) => {
            const client = clientUnder(event);
            if (client !== undefined) choose(client);
          }}
          onPointerMove={(event) => point(clientUnder(event), event.clientX, event.clientY)}
          onPointerLeave={() => point(undefined, 0, 0)}
        >
          <Grid span={span} origin={timeline.start} count={ticks} />
          {rows.slice(from, to).map((row, index) => (
            <Row
              key={row.client}
              row={row}
              span={span}
              origin={timeline.start}
              place={from + index}
              total={rows.length}
              top={(from + index) * ROW_HEIGHT}
              active={row.client === active}
              chosen={row.client === selection.client.value}
              pointed={row.client === hovered}
            />
          ))}
        </div>
      </div>
      {tip === undefined || pointed === undefined ? null : (
        <Tip row={tip} start={timeline.start} x={pointed.x} y={pointed.y} width={frame.current?.clientWidth ?? 0} />
      )}
    </div>
  );
}

/** What the waterfall shows. */
export interface WaterfallProps {
  /** The round that is shown; also the whole that a part is marked of. */
  readonly timeline: RoundTimeline;
  /** All of its clients, in the order that was chosen. */
  readonly rows: readonly TimelineRow[];
  /** What is chosen and pointed at on the page. */
  readonly selection: Selection;
  /** There is room for few times only, as on a phone. */
  readonly narrow: boolean;
}

/** A row that is no client's: it stays in sight while the list scrolls. */
function FixedRow({ label, phases, span }: { label: string; phases: RoundTimeline['path']; span: Span }) {
  return (
    <div class="row">
      <span class="who">{label}</span>
      <span class="track">
        <Bars phases={phases} span={span} />
      </span>
      <span class="length" />
    </div>
  );
}
