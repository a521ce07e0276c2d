import { Marked } from '../parts/glyph.js';
import type { ThemeSwitch } from '../theme/theme.js';
import { usePage } from './page-context.js';
import { RUNS_VIEW } from './page-state.js';

/** Brand, run and its state, theme switch. */
export function Header({ theme }: { theme: ThemeSwitch }) {
  const page = usePage();
  const store = page.store.value;
  // As of the moment that is shown: in a replay the run goes on, and is not finished yet.
  const run = store?.document.value?.run;
  // The switch says where it leads, not what is.
  const other = theme.theme.value === 'dark' ? 'light' : 'dark';
  return (
    <header class="head">
      <a class="brand" aria-label="fedotel" href={page.source.kind === 'server' ? `#view=${RUNS_VIEW}` : page.link({})}>
        <svg viewBox="0 0 16 16" aria-hidden="true" fill="currentColor" stroke="currentColor" stroke-width="1.4">
          <path d="M8 8 3 3M8 8l5-5M8 8v6" />
          <circle cx="3" cy="3" r="1.6" />
          <circle cx="13" cy="3" r="1.6" />
          <circle cx="8" cy="14" r="1.6" />
          <circle cx="8" cy="8" r="2.6" />
        </svg>
        <span>fedotel</span>
      </a>
      <h1>
        {run === undefined ? (
          // While a run loads its address is all that is known of it.
          (store?.stem ?? 'Runs')
        ) : (
          <>
            {run.job === undefined ? null : <b>{run.job} </b>}
            <span class="soft">{run.runId}</span>
          </>
        )}
      </h1>
      <div class="end">
        {run === undefined ? null : <Marked name={run.state} word={stateWord(run.state, page.replay.time.value)} />}
        <button type="button" class="bare" onClick={() => theme.toggle()} aria-label={`Switch to ${other} colours`}>
          <span aria-hidden="true">{other === 'dark' ? '☾' : '☀'}</span>
        </button>
      </div>
    </header>
  );
}

/** A running run is live, unless its past is being looked at. */
function stateWord(state: string, time: number | undefined): string {
  return state === 'running' && time === undefined ? 'live' : state;
}
