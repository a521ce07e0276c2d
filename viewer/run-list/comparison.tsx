import { useMemo } from 'preact/hooks';
import type { RunListEntry } from '../../exporters/page/types.js';
import { curveOf, curveStyle, hasPoints } from '../charts/curves.js';
import { Plot } from '../charts/plot.js';
import { resultField } from '../format/fields.js';
import { usePage } from '../frame/page-context.js';
import { Empty } from '../parts/empty.js';
import { commonRounds, valuesByRound } from './align.js';

/** The curves of the chosen runs in one chart each for accuracy and loss. */
export function Comparison({ runs }: { runs: readonly RunListEntry[] }) {
  const { selection, compare } = usePage();
  // Runs have different rounds; a chart has one axis for all of them.
  const rounds = useMemo(() => commonRounds(runs), [runs]);
  const charts = useMemo(
    () =>
      (['accuracy', 'loss'] as const).map((metric) => ({
        field: resultField(metric),
        curves: runs
          .map((run, place) =>
            curveOf(
              { label: labelOf(run, runs), ...curveStyle(place) },
              resultField(metric),
              valuesByRound(run, metric, rounds),
            ),
          )
          // Filtered after the style was given: a run has the same colour in both charts.
          .filter(hasPoints),
      })),
    [runs, rounds],
  );
  if (runs.length === 0) return null;
  // Only what the list of runs carries: it has two curves of each, so that comparing loads no run.
  const shown = charts.filter(({ curves }) => curves.length > 0);
  return (
    <section class="comparison" aria-label="Comparison">
      <div class="toolbar">
        <h2>
          {runs.length === 1 ? 'One run chosen' : `${runs.length} runs compared`} <span class="soft">by round</span>
        </h2>
        <button
          type="button"
          onClick={() => {
            compare.value = [];
          }}
        >
          Clear
        </button>
      </div>
      {shown.length === 0 ? <Empty title="No curves">The chosen runs have neither accuracy nor loss yet.</Empty> : null}
      <div class="plots wide">
        {shown.map(({ field, curves }) => (
          <Plot
            key={field.name}
            title={field.label}
            name={`${field.label} of the chosen runs`}
            rounds={rounds}
            curves={curves}
            unit={field.unit}
            height={240}
            // Neither range nor round: those are of one run, and here are several.
            hover={selection.hover}
          />
        ))}
      </div>
    </section>
  );
}

/** The job alone says which run, unless several of them have the same. */
function labelOf(run: RunListEntry, runs: readonly RunListEntry[]): string {
  const unique = run.job !== undefined && runs.filter(({ job }) => job === run.job).length === 1;
  return unique ? (run.job ?? run.runId) : run.runId;
}
