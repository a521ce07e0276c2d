import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { RunListEntry } from '../../exporters/page/types.js';
import { resultField } from '../format/fields.js';
import { shareOf } from '../format/plural.js';
import { localTime } from '../format/time.js';
import { formatValue, NOTHING } from '../format/units.js';
import { usePage } from '../frame/page-context.js';
import { Empty } from '../parts/empty.js';
import { Marked } from '../parts/glyph.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import { type Column, DataTable } from '../table/data-table.js';
import { Choice, SearchBar } from '../table/search-bar.js';
import { Comparison } from './comparison.js';
import { bestText, findRuns, progressText, runSeconds, unlistedText } from './run-rows.js';
import { Sparkline } from './sparkline.js';
import './run-list.css';

/** What the list can be narrowed to. */
const STATES = ['running', 'finished', 'failed', 'interrupted'] as const;

/** All runs: to be found, compared and opened. */
export function RunsView() {
  const page = usePage();
  // Not in the address: a link is to runs, not to a way to find them.
  const query = useSignal('');
  const state = useSignal<RunListEntry['state'] | undefined>(undefined);
  const list = page.runs.value;
  const runs = list.kind === 'loading' ? undefined : list.runs;
  const found = useMemo(() => findRuns(runs ?? [], query.value, state.value), [runs, query.value, state.value]);
  const compared = page.compare.value;
  // Made once: a table whose columns are others sorts all its rows again.
  const columns = useMemo(() => columnsOf(page.compare), [page]);
  if (runs === undefined) return <Empty title="Loading the runs…" />;
  // A list from before stays in sight when the server is away; the banner above says that it may be old.
  if (list.kind === 'failed' && runs.length === 0)
    return <Empty title="The runs cannot be shown">{`${list.reason}.`}</Empty>;
  // A server that still reads its folder has runs that are not here yet; a list that is silently short misleads.
  const unlisted = list.kind === 'ok' ? unlistedText(list.unlisted) : '';
  // Three ways of having no runs, and none of them is an error: still reading, none yet, none that fits.
  if (runs.length === 0 && unlisted !== '') return <Empty title="Reading the run files…">{`${unlisted}.`}</Empty>;
  if (runs.length === 0) {
    return (
      <Empty title="No run yet">
        As soon as an app sends its first telemetry to this bridge, its run appears here.
      </Empty>
    );
  }
  return (
    <>
      <SearchBar label="Search runs" placeholder="Search by job, run or algorithm" query={query}>
        <Choice
          label="State"
          names={STATES}
          chosen={state}
          wordOf={(name) => (name === 'running' ? 'live' : GLYPH_WORDS[name])}
        />
        <span class="soft">{[shareOf(found.length, runs.length, 'run'), unlisted].filter(Boolean).join('; ')}</span>
      </SearchBar>
      <DataTable
        caption="Runs"
        columns={columns}
        rows={found}
        keyOf={({ stem }) => stem}
        // The curves below must be seen beside the boxes that choose them.
        size={compared.length > 0 ? 'short' : 'tall'}
        isSelected={({ stem }) => compared.includes(stem)}
        nothing={<Empty title="No run fits">Change what you search for, or the state.</Empty>}
      />
      <Comparison runs={runs.filter(({ stem }) => compared.includes(stem))} />
    </>
  );
}

/** The columns of the list. @param compare the chosen runs, which the boxes change */
function columnsOf(compare: { value: readonly string[] }): readonly Column<RunListEntry>[] {
  return [
    {
      id: 'run',
      label: 'Run',
      // Runs of one job stand together, in the order of their ids.
      sortBy: (run) => `${run.job ?? ''} ${run.runId}`,
      cell: (run) => (
        <span class="run-name">
          <input
            type="checkbox"
            aria-label={`Compare ${run.runId}`}
            checked={compare.value.includes(run.stem)}
            onChange={(event) => {
              // In the order of choosing, which is that of the colours.
              const others = compare.value.filter((stem) => stem !== run.stem);
              compare.value = event.currentTarget.checked ? [...others, run.stem] : others;
            }}
          />
          {/* A link, so that a run opens in a window of its own as anything else does. */}
          <a href={`#${new URLSearchParams({ run: run.stem })}`} title={run.runId}>
            {run.job === undefined ? null : <b>{run.job} </b>}
            {run.runId}
          </a>
        </span>
      ),
    },
    {
      id: 'state',
      label: 'State',
      sortBy: (run) => run.state,
      cell: (run) => <Marked name={run.state} word={run.state === 'running' ? 'live' : run.state} />,
    },
    { id: 'algorithm', label: 'Algorithm', sortBy: (run) => run.algorithm, cell: (run) => run.algorithm ?? NOTHING },
    { id: 'rounds', label: 'Rounds', numeric: true, sortBy: (run) => run.rounds, cell: progressText },
    {
      id: 'best',
      label: 'Best',
      hint: 'The best value of the run’s objective',
      numeric: true,
      // By the bare value, whatever the objective: runs of one job, which are what is compared, have the same.
      sortBy: (run) => run.best?.value,
      cell: (run) => bestText(run) ?? NOTHING,
    },
    {
      id: 'objective',
      label: 'Objective',
      cell: ({ best }) =>
        best === undefined ? (
          NOTHING
        ) : (
          <span class="soft">
            {resultField(best.metric.replace(/^global_/, '')).label.toLowerCase()} {best.goal === 'max' ? '↑' : '↓'},
            round {best.round}
          </span>
        ),
    },
    {
      id: 'curve',
      label: 'Curve',
      hint: 'Accuracy over the rounds, else loss',
      cell: (run) => <Sparkline run={run} />,
    },
    {
      id: 'clients',
      label: 'Clients',
      numeric: true,
      sortBy: (run) => run.clients,
      cell: (run) => formatValue(run.clients, 'count'),
    },
    {
      id: 'started',
      label: 'Started',
      numeric: true,
      sortBy: (run) => run.startedAt,
      cell: (run) => localTime.date(run.startedAt),
    },
    {
      id: 'duration',
      label: 'Took',
      numeric: true,
      sortBy: runSeconds,
      cell: (run) => formatValue(runSeconds(run), 'seconds'),
    },
  ];
}
