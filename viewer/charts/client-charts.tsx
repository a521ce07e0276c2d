import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { RunDocument } from '../../exporters/page/types.js';
import type { Selection } from '../selection/selection.js';
import { bandChart, commonScale, MOST_MULTIPLES } from './bands.js';
import { type ClientMetric, clientFieldOf, clientMetrics } from './client-metrics.js';
import { curveOf, hasPoints } from './curves.js';
import { linked } from './linked.js';
import { Plot } from './plot.js';
import { valueOfClient } from './statistics.js';

/** A document, its round numbers, and what is chosen. */
export interface ClientChartsProps {
  /** The run as of the moment that is shown. */
  readonly document: RunDocument;
  /** Numbers of its rounds; the same list again as long as they are the same. */
  readonly rounds: readonly number[];
  /** What is chosen on the page; charts read and write it. */
  readonly selection: Selection;
}

/** One number of the clients: a chart for each client, or percentile bands when there are many. */
export function ClientCharts({ document, rounds, selection }: ClientChartsProps) {
  const metrics = useMemo(() => clientMetrics(document.rounds), [document.rounds]);
  const many = document.clients.length > MOST_MULTIPLES;
  // `undefined` until the reader has chosen: then clients that come later do not change the form any more.
  const form = useSignal<'bands' | 'each' | undefined>(undefined);
  const first = metrics[0];
  if (first === undefined) return null;
  // A link may name a number that this run does not have.
  const metric = metrics.find(({ name }) => name === selection.metric.value) ?? first;
  const shown = form.value ?? (many ? 'bands' : 'each');
  return (
    <section class="charts-part" aria-labelledby="clients-title">
      <div class="toolbar">
        <h2 id="clients-title">Clients</h2>
        <label>
          Number
          <select
            value={metric.name}
            onChange={(event) => {
              selection.metric.value = event.currentTarget.value;
            }}
          >
            {metrics.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {(['each', 'bands'] as const).map((kind) => (
          <button
            type="button"
            key={kind}
            aria-pressed={shown === kind}
            onClick={() => {
              form.value = kind;
            }}
          >
            {kind === 'each' ? 'One chart each' : 'Bands'}
          </button>
        ))}
      </div>
      {shown === 'bands' ? (
        <Bands document={document} rounds={rounds} selection={selection} metric={metric} />
      ) : (
        <Multiples document={document} rounds={rounds} selection={selection} metric={metric} />
      )}
    </section>
  );
}

/** What both forms need: the document and the chosen number. */
interface MetricProps extends ClientChartsProps {
  readonly metric: ClientMetric;
}

/** All clients as percentiles, one of them on top: the chosen, else the one that the pointer is at. */
function Bands({ document, rounds, selection, metric }: MetricProps) {
  // Who is chosen stays; the pointer shows another one only where nobody is.
  const chosen = selection.client.value ?? selection.hover.value?.client;
  const entry = chosen === undefined ? undefined : document.clients[chosen];
  const { curves, bands } = useMemo(
    () =>
      bandChart(
        document.rounds,
        clientFieldOf(metric.name),
        entry === undefined || chosen === undefined ? undefined : { index: chosen, label: entry.name ?? entry.id },
      ),
    [document.rounds, metric.name, entry, chosen],
  );
  return (
    <div class="plots one">
      <Plot
        title={`${metric.label}: median, middle half, middle 80 %`}
        name={`${metric.label} of ${document.clients.length} clients, median`}
        rounds={rounds}
        curves={curves}
        bands={bands}
        unit={clientFieldOf(metric.name).unit}
        height={280}
        {...linked(selection)}
      />
    </div>
  );
}

/** Charts that are drawn at most: more of them nobody compares, and each costs memory. */
const MOST_DRAWN = 60;

/** A small chart for each client, all on one scale, so that heights can be compared. */
function Multiples({ document, rounds, selection, metric }: MetricProps) {
  const { charts, scale } = useMemo(() => {
    const field = clientFieldOf(metric.name);
    // The scale is of all that are drawn, also of those without a value in these rounds: it must not jump as they
    // come.
    const all = document.clients.slice(0, MOST_DRAWN).map((entry, index) => ({
      entry,
      index,
      curve: curveOf(
        { label: entry.name ?? entry.id, color: 's1', width: 1.5 },
        field,
        document.rounds.map((frame) => valueOfClient(frame, index, metric.name)),
      ),
    }));
    return { charts: all.filter(({ curve }) => hasPoints(curve)), scale: commonScale(all.map(({ curve }) => curve)) };
  }, [document.clients, document.rounds, metric.name]);
  const left = document.clients.length - MOST_DRAWN;
  return (
    <>
      <div class="plots multiples">
        {charts.map(({ entry, index, curve }) => (
          <Plot
            key={entry.id}
            title={
              <button
                type="button"
                class="link"
                title={entry.id}
                onClick={() => {
                  selection.client.value = selection.client.value === index ? undefined : index;
                }}
              >
                {entry.name ?? entry.id}
              </button>
            }
            name={`${metric.label} of ${entry.name ?? entry.id}`}
            rounds={rounds}
            curves={[curve]}
            unit={clientFieldOf(metric.name).unit}
            {...(scale === undefined ? {} : { scale })}
            small
            {...linked(selection)}
            client={index}
            marked={selection.client.value === index || selection.hover.value?.client === index}
          />
        ))}
      </div>
      {left > 0 ? <p class="soft">{left} more clients are in the bands and in the table of clients.</p> : null}
    </>
  );
}
