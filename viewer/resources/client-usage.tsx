import { useMemo } from 'preact/hooks';
import type { RunDocument } from '../../exporters/page/types.js';
import { curveOf, hasPoints } from '../charts/curves.js';
import { linked } from '../charts/linked.js';
import { Plot } from '../charts/plot.js';
import { valueOfClient } from '../charts/statistics.js';
import { USAGE_FIELDS, usageField } from '../format/usage-fields.js';
import { FiguresList } from '../overview/figures-list.js';
import type { Selection } from '../selection/selection.js';
import { shortOf } from './shortage.js';
import { usageFigures } from './usage-figures.js';
import { usageRows } from './usage-rows.js';
import './resources.css';

/** Measured for how long is a figure, and no curve that anybody looks for. */
const DRAWN = USAGE_FIELDS.filter((field) => field !== 'measured_seconds');

/** What one client's monitor measured: over all rounds as figures, by round as small charts. */
export function ClientUsage({
  document,
  client,
  selection,
}: {
  document: RunDocument;
  client: number;
  selection: Selection;
}) {
  const { clients, rounds } = document;
  const outside = document.logged?.usage;
  const entry = clients[client];
  const row = useMemo(
    () => usageRows(clients, rounds, { only: client, outside })[0],
    [clients, rounds, client, outside],
  );
  const charts = useMemo(
    () =>
      DRAWN.map((name) => {
        const field = usageField(name);
        const values = rounds.map((frame) => valueOfClient(frame, client, field.name));
        // Another colour than what the client says of itself above.
        return { field, curve: curveOf({ label: field.label, color: 's3' }, field, values) };
      }).filter(({ curve }) => hasPoints(curve)),
    [rounds, client],
  );
  const numbers = useMemo(() => rounds.map(({ round }) => round), [rounds]);
  if (row === undefined || entry === undefined) return null;
  // Said in words as well: figures do not tell from where on a share is much.
  const short = shortOf(row);
  return (
    <section aria-labelledby="client-usage" class="resources">
      <h2 id="client-usage">Resources, as its monitor measured them</h2>
      {short.length === 0 ? null : <p>Its host was short of {short.join(' and ')}.</p>}
      <FiguresList figures={usageFigures(row.values)} />
      <div class="plots multiples">
        {charts.map(({ field, curve }) => (
          <Plot
            key={field.name}
            title={field.label}
            name={`${field.label} of ${entry.name ?? entry.id}`}
            rounds={numbers}
            curves={[curve]}
            unit={field.unit}
            small
            {...linked(selection)}
            client={client}
          />
        ))}
      </div>
    </section>
  );
}
