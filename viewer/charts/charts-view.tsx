import { useMemo } from 'preact/hooks';
import { Empty } from '../parts/empty.js';
import type { ViewProps } from '../view.js';
import { ClientCharts } from './client-charts.js';
import { linked } from './linked.js';
import { Plot } from './plot.js';
import { roundCharts } from './round-charts.js';

/** Everything that is a number over rounds: the server's results, then the clients'. */
export function ChartsView({ store, selection }: ViewProps) {
  const document = store.document.value;
  const rounds = document?.rounds;
  // A document is a new object with every message; its list of rounds is one only when a round changed.
  const charts = useMemo(() => roundCharts(rounds ?? []), [rounds]);
  // The places on the axis; the same list again keeps all charts from being drawn anew.
  const numbers = useMemo(() => (rounds ?? []).map(({ round }) => round), [rounds]);
  if (document === undefined || rounds === undefined) return null;
  // Charts of the clients need a round as well: before the first there is nothing at all to draw.
  if (rounds.length === 0)
    return <Empty title="No curves yet">The first round that ends draws the first points.</Empty>;
  return (
    <>
      <p class="toolbar soft">
        Drag over a chart to narrow all of them to these rounds; double-click for all rounds. A click chooses the round.
      </p>
      <div class="plots">
        {charts.map(({ id, title, unit, curves, fromZero }) => (
          <Plot
            key={id}
            title={title}
            name={title}
            rounds={numbers}
            curves={curves}
            unit={unit}
            fromZero={fromZero}
            {...linked(selection)}
          />
        ))}
      </div>
      <ClientCharts document={document} rounds={numbers} selection={selection} />
    </>
  );
}
