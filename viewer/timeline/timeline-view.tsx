import { useMemo, useRef, useState } from 'preact/hooks';
import { Empty } from '../parts/empty.js';
import { useSize } from '../parts/use-size.js';
import type { ViewProps } from '../view.js';
import { ExplanationText } from './explanation.js';
import { Legend } from './legend.js';
import { ORDER_LABELS, orderRows, ROW_ORDERS, type RowOrder } from './order.js';
import { timelineOf } from './phases.js';
import { RoundStrip } from './round-strip.js';
import './timeline.css';
import { Waterfall } from './waterfall.js';

/** The round in question as a waterfall of its clients' time, with the reason of its length; all rounds as a strip above. */
export function TimelineView({ store, selection }: ViewProps) {
  const [order, setOrder] = useState<RowOrder>('duration');
  // Measured, not asked of the window: the page may stand in a narrow frame of another one.
  const place = useRef<HTMLDivElement>(null);
  const { width } = useSize(place);
  const document = store.document.value;
  const rounds = document?.rounds ?? [];
  // Without a choice the newest round: of a live run the one that goes on.
  const round = rounds.find((each) => each.round === selection.round.value) ?? rounds.at(-1);
  // The moment that is shown: of a replay that one, of a live run this computer's time, once a second.
  const now = store.now.value;
  const clients = document?.clients;
  // What has ended stays as it is while the replay goes on.
  const moment = round?.state === 'running' ? now : 0;
  const timeline = useMemo(
    () => (round === undefined ? undefined : timelineOf(round, clients ?? [], moment)),
    [round, clients, moment],
  );
  // Sorting a thousand rows is for a new order or timeline, not for every move of the pointer.
  const rows = useMemo(() => orderRows(timeline?.rows ?? [], order), [timeline, order]);
  return (
    <div class="timeline" ref={place}>
      {round === undefined ? (
        <Empty title="No rounds yet">The first one appears here as soon as it begins.</Empty>
      ) : (
        <>
          <RoundStrip
            rounds={rounds}
            round={round.round}
            now={now}
            onChoose={(number) => {
              selection.round.value = number;
            }}
          />
          <div class="timeline-head">
            <h2>Round {round.round}</h2>
            <OrderChoice order={order} onChoose={setOrder} />
          </div>
          <div class="timeline-body">
            <ExplanationText round={round} />
            {timeline === undefined ? (
              <Empty title="No times">Nobody said when this round began or ended.</Empty>
            ) : (
              <div class="timeline-main">
                {/* Another round begins with the whole of it, at the top. */}
                <Waterfall
                  key={round.round}
                  timeline={timeline}
                  rows={rows}
                  selection={selection}
                  narrow={width < 600}
                />
                <Legend timeline={timeline} />
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}

/** By what the rows are ordered; kept while rounds go by. */
function OrderChoice({ order, onChoose }: { order: RowOrder; onChoose: (order: RowOrder) => void }) {
  return (
    <label>
      Order{' '}
      <select value={order} onChange={(event) => onChoose(event.currentTarget.value as RowOrder)}>
        {ROW_ORDERS.map((name) => (
          <option key={name} value={name}>
            {ORDER_LABELS[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
