import { useMemo } from 'preact/hooks';
import type { ClientEntry, RoundFrame } from '../../exporters/page/types.js';
import type { Field } from '../format/fields.js';
import type { Selection } from '../selection/selection.js';
import { curveOf, hasPoints } from './curves.js';
import { linked } from './linked.js';
import { Plot } from './plot.js';
import { valueOfClient } from './statistics.js';

/** A number of one client that is to be drawn. */
export interface ClientNumber {
  /** As {@link valueOfClient} takes it: `local_loss`, `evaluate/local_loss`, `sys/cpu`. */
  readonly name: string;
  /** Title of the chart. */
  readonly label: string;
  readonly field: Field;
}

/** One client, what to draw of it over which rounds, and what the charts are tied to. */
export interface ClientPlotsProps {
  readonly entry: ClientEntry;
  /** Index of the client into the run's list. */
  readonly client: number;
  /** All rounds of the run, in order: what is chosen narrows the charts, not the list. */
  readonly rounds: readonly RoundFrame[];
  /** The same list again as long as it says the same: the curves are made anew with another one. */
  readonly numbers: readonly ClientNumber[];
  /** Colour of the theme for the curves, without dashes: parts of a page that say different things differ in it. */
  readonly color: string;
  readonly selection: Selection;
}

/**
 * Small charts of one client by round, one for each number that it has any value of. They are tied to each other and to
 * the rest of the page by round, range and pointer; each has a scale of its own, because their units differ.
 */
export function ClientPlots({ entry, client, rounds, numbers, color, selection }: ClientPlotsProps) {
  const charts = useMemo(
    () =>
      numbers
        .map(({ name, label, field }) => {
          const values = rounds.map((frame) => valueOfClient(frame, client, name));
          return { name, label, unit: field.unit, curve: curveOf({ label, color }, field, values) };
        })
        .filter(({ curve }) => hasPoints(curve)),
    [numbers, rounds, client, color],
  );
  const roundNumbers = useMemo(() => rounds.map(({ round }) => round), [rounds]);
  return (
    <div class="plots multiples">
      {charts.map(({ name, label, unit, curve }) => (
        <Plot
          key={name}
          title={label}
          name={`${label} of ${entry.name ?? entry.id}`}
          rounds={roundNumbers}
          curves={[curve]}
          unit={unit}
          small
          {...linked(selection)}
          client={client}
        />
      ))}
    </div>
  );
}
