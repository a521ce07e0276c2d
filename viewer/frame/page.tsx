import { useEffect } from 'preact/hooks';
import { Empty } from '../parts/empty.js';
import { type FocusKind, pressKey } from '../replay/keys.js';
import { ReplayBar } from '../replay/replay-bar.js';
import { RunsView } from '../run-list/runs-view.js';
import type { ThemeSwitch } from '../theme/theme.js';
import { VIEWS } from '../views.js';
import { Announcer } from './announcer.js';
import { Banner } from './banner.js';
import { Chosen } from './chosen.js';
import { Header } from './header.js';
import { PageContext, usePage } from './page-context.js';
import { type PageState, RUNS_VIEW } from './page-state.js';
import { Tabs } from './tabs.js';
import './frame.css';

/** The page: header, tabs, what is chosen, the view, the replay. */
export function Page({ state, theme }: { state: PageState; theme: ThemeSwitch }) {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      // The list of runs has nothing to play, and what a part of the page took is taken.
      if (state.store.peek() === undefined || event.defaultPrevented) return;
      if (pressKey(state.replay, event, focusOf(event.target))) event.preventDefault();
    };
    // Inside another page's frame the browser may resolve a link to "#…" against that page, and lead away.
    const follow = (event: MouseEvent) => {
      const link = linkOf(event);
      if (link === undefined) return;
      event.preventDefault();
      state.follow(link);
    };
    addEventListener('keydown', listener);
    addEventListener('click', follow);
    return () => {
      removeEventListener('keydown', listener);
      removeEventListener('click', follow);
    };
  }, [state]);
  // The newest, not the moment that is shown: a window's title must not change while a replay goes by.
  const run = state.store.value?.latest.value?.run;
  useEffect(() => {
    document.title = run === undefined ? 'fedotel' : `${run.job ?? run.runId} · fedotel`;
  }, [run?.job, run?.runId]);
  return (
    <PageContext.Provider value={state}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      <Header theme={theme} />
      <Tabs />
      <Banner />
      {state.view.value === RUNS_VIEW ? null : <Chosen />}
      <main id="main" tabIndex={-1}>
        <Body />
      </main>
      {state.store.value?.document.value === undefined || state.view.value === RUNS_VIEW ? null : <ReplayBar />}
      <Announcer />
    </PageContext.Provider>
  );
}

/** The view, or why there is none. */
function Body() {
  const { view, store, selection } = usePage();
  const open = store.value;
  if (view.value === RUNS_VIEW || open === undefined) return <RunsView />;
  if (open.failure.value !== undefined) {
    const goesOn = open.connection.value.kind === 'lost' ? ' The page tries again by itself.' : '';
    return <Empty title="This run cannot be shown">{`${open.failure.value}.${goesOn}`}</Empty>;
  }
  if (open.document.value === undefined) return <Empty title="Loading the run…" />;
  // A link of another version may name a view that this page does not have.
  const View = (VIEWS.find(({ id }) => id === view.value) ?? VIEWS[0])?.component;
  return View === undefined ? null : <View store={open} selection={selection} />;
}

/** The link within the page that a plain click is on: with a key or another button it is the browser's to open. */
function linkOf(event: MouseEvent): string | undefined {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = event;
  // Middle button, Ctrl and Shift open windows and tabs; whoever uses them wants that and not this page to go on.
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || defaultPrevented) return undefined;
  const href = target instanceof Element ? target.closest('a')?.getAttribute('href') : undefined;
  return href?.startsWith('#') === true ? href : undefined;
}

/** Whose a key is. A table that scrolls takes the arrow keys as a field does. */
function focusOf(target: EventTarget | null): FocusKind {
  if (!(target instanceof Element)) return 'page';
  if (target.matches('input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable], .table-box'))
    return 'field';
  return target.closest('button, a, input, summary') === null ? 'page' : 'control';
}
