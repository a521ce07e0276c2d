import { useMemo } from 'preact/hooks';
import { linked } from '../charts/linked.js';
import { Plot } from '../charts/plot.js';
import { roundCharts } from '../charts/round-charts.js';
import { usePage } from '../frame/page-context.js';
import { Empty } from '../parts/empty.js';
import { inRange } from '../selection/in-range.js';
import type { ViewProps } from '../view.js';
import { FactsList } from './facts-list.js';
import { FiguresList } from './figures-list.js';
import { figuresOf } from './overview-facts.js';
import { RoundSummary } from './round-summary.js';
import { RoundsTable } from './rounds-table.js';
import './overview.css';

/** The curves that an overview shows; all are in the view of charts. */
const SHOWN = ['accuracy', 'loss', 'participation', 'duration'];

/** A run at a glance: figures, the main curves, its rounds, and what the app said about it. */
export function OverviewView({ store, selection }: ViewProps) {
  const { link } = usePage();
  const document = store.document.value;
  const rounds = document?.rounds;
  const range = selection.range.value;
  // All charts are worked out and four are shown: which of them have anything is known only then.
  const charts = useMemo(() => roundCharts(rounds ?? []), [rounds]);
  const numbers = useMemo(() => (rounds ?? []).map(({ round }) => round), [rounds]);
  // The charts keep all rounds and narrow themselves; the table has those of the range only.
  const shown = useMemo(() => inRange(rounds ?? [], range), [rounds, range]);
  if (document === undefined || rounds === undefined) return null;
  const { run } = document;
  return (
    <div class="overview">
      <FiguresList figures={figuresOf(document)} />
      {run.error === undefined ? null : <p class="run-error">The run failed: {run.error}</p>}
      {rounds.length === 0 ? (
        <Empty title="No round yet">The first round appears here as soon as the server starts it.</Empty>
      ) : (
        <>
          <div class="plots">
            {charts
              .filter(({ id }) => SHOWN.includes(id))
              .map(({ id, title, unit, curves, fromZero }) => (
                <Plot
                  key={id}
                  title={title}
                  name={title}
                  rounds={numbers}
                  curves={curves}
                  unit={unit}
                  fromZero={fromZero}
                  height={150}
                  {...linked(selection)}
                />
              ))}
          </div>
          <RoundSummary document={document} selection={selection} />
          <section aria-labelledby="rounds-title">
            <h2 id="rounds-title">Rounds</h2>
            <RoundsTable rounds={shown} selection={selection} />
          </section>
        </>
      )}
      <section aria-labelledby="facts-title">
        <h2 id="facts-title">
          What the app says about the run{' '}
          <a class="more" href={link({ view: 'events' })}>
            all events
          </a>
        </h2>
        <div class="facts-columns">
          <FactsList title="Run" values={runFacts(run)} />
          <FactsList title="Configuration" values={run.config} />
          <FactsList title="Parameters" values={run.params} />
          <FactsList title="Tags" values={run.tags} />
          <FactsList title="Text" values={run.text} />
          <FactsList title="Server" values={run.server} />
          <FactsList
            title="Artifacts"
            values={Object.fromEntries(run.artifacts.map(({ name, path }) => [name, path]))}
          />
        </div>
      </section>
    </div>
  );
}

/** What is said of the run outside of its configuration. */
function runFacts({
  runId,
  job,
  algorithm,
  mode,
  system,
  parentRunId,
  attempt,
}: NonNullable<ViewProps['store']['document']['value']>['run']) {
  // In the reader's words; what the app did not say is left out and not shown as nothing.
  const facts = { run: runId, job, algorithm, mode, framework: system, 'parent run': parentRunId, attempt };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
