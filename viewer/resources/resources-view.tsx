import { useMemo } from 'preact/hooks';
import { bandChart } from '../charts/bands.js';
import { hasPoints } from '../charts/curves.js';
import { linked } from '../charts/linked.js';
import { Plot } from '../charts/plot.js';
import { usageField } from '../format/usage-fields.js';
import { usePage } from '../frame/page-context.js';
import { FiguresList } from '../overview/figures-list.js';
import { Empty } from '../parts/empty.js';
import { inRange } from '../selection/in-range.js';
import { DataTable } from '../table/data-table.js';
import type { ViewProps } from '../view.js';
import { usageColumns } from './usage-columns.js';
import { clientFigures, usageFigures } from './usage-figures.js';
import { usageRows } from './usage-rows.js';
import './resources.css';

/** What is drawn over the rounds: what runs out first, and what it costs. The table has all else. */
const DRAWN = ['host_memory', 'memory_bytes', 'cpu', 'gpu', 'joules'] as const;

/** A longer table scrolls within a part of the screen, so that the charts below it are found. */
const MOST_AT_ONCE = 8;

/** What the resource monitors of clients and server measured: who is short of something, over rounds, all numbers. */
export function ResourcesView({ store, selection }: ViewProps) {
  const { link } = usePage();
  const document = store.document.value;
  const rounds = document?.rounds;
  const clients = document?.clients;
  const round = selection.round.value;
  const range = selection.range.value;
  // A chosen round is narrower than any range, and wins.
  const shown = useMemo(
    () => inRange(rounds ?? [], round === undefined ? range : { first: round, last: round }),
    [rounds, round, range],
  );
  // What was measured while no round was known belongs to the run as a whole only.
  const outside = round === undefined && range === undefined ? document?.logged?.usage : undefined;
  const rows = useMemo(() => usageRows(clients ?? [], shown, { outside }), [clients, shown, outside]);
  const columns = useMemo(() => usageColumns(rows, (id) => link({ view: 'clients', client: id })), [rows, link]);
  const charts = useMemo(
    () =>
      DRAWN.map((name) => {
        const field = usageField(name);
        return { field, ...bandChart(rounds ?? [], field, undefined) };
      }).filter(({ curves }) => curves.some(hasPoints)),
    [rounds],
  );
  const numbers = useMemo(() => (rounds ?? []).map((frame) => frame.round), [rounds]);
  if (document === undefined) return null;
  // Over the whole run, whatever round is chosen: the server's samples name none.
  const own = usageFigures(document.run.usage);
  // Whoever has no monitor is told what would make one: an empty table would look like a fault.
  if (rows.length === 0 && own.length === 0 && charts.length === 0) {
    return (
      <Empty title="Nobody measured">
        CPU, memory, GPU and energy appear here when clients or the server run a monitor: createMonitor() of
        fedotel/monitor, or “fedotel monitor -- CMD”.
      </Empty>
    );
  }
  return (
    <div class="resources">
      {/* The answer first: whether anybody is short of anything. Curves come last. */}
      <FiguresList figures={clientFigures(rows, document.run.clients)} />
      <section aria-labelledby="usage-title">
        <h2 id="usage-title">{round === undefined ? 'Clients' : `Clients in round ${round}`}</h2>
        <DataTable
          caption="Resources of the clients"
          columns={columns}
          rows={rows}
          keyOf={({ index }) => index}
          // Who is short of something comes first: that is what one looks here for.
          initial={{ column: 'short', direction: 'descending' }}
          isSelected={({ index }) => index === selection.client.value}
          isHovered={({ index }) => index === selection.hover.value?.client}
          onHover={(row) => {
            selection.hover.value = row === undefined ? undefined : { client: row.index };
          }}
          size={rows.length > MOST_AT_ONCE ? 'short' : 'tall'}
          nothing={<Empty title="No client was measured">In these rounds no client ran a monitor.</Empty>}
        />
        <p class="soft note">
          CPU, cores and memory are the program’s with its child processes. What is called “host” is of the whole
          machine, whatever runs on it, and the same for all clients there.
        </p>
      </section>
      <div class="plots">
        {charts.map(({ field, curves, bands }) => (
          <Plot
            key={field.name}
            title={`${field.label}, median of the clients`}
            name={`${field.label}, median of the clients`}
            rounds={numbers}
            curves={curves}
            bands={bands}
            unit={field.unit}
            // From zero, because how much is left matters more than how it wavers.
            fromZero
            height={150}
            {...linked(selection)}
          />
        ))}
      </div>
      {own.length === 0 ? null : (
        <section aria-labelledby="own-usage-title">
          <h2 id="own-usage-title">The process that started the run, over all of it</h2>
          <FiguresList figures={own} />
        </section>
      )}
    </div>
  );
}
