import { useEffect, useRef } from 'preact/hooks';
import { VIEWS } from '../views.js';
import { usePage } from './page-context.js';
import { RUNS_VIEW } from './page-state.js';

/** The views as links: each can be opened in a window of its own, and the arrow keys stay with the replay. */
export function Tabs() {
  const page = usePage();
  // Links, not tabs in the sense of ARIA: each leads to an address, and Tab goes from one to the next.
  const shown = page.view.value;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (current == null || list.current === null) return;
    // On a narrow screen the tabs scroll sideways; only they may, never the page.
    list.current.scrollLeft = current.offsetLeft - list.current.clientWidth / 2 + current.clientWidth / 2;
  }, [shown]);
  const tab = (id: string, label: string) => (
    <a href={page.link({ view: id })} aria-current={id === shown ? 'page' : undefined}>
      {label}
    </a>
  );
  return (
    <nav class="tabs" aria-label="Views">
      <ul ref={list}>
        {page.source.kind === 'server' ? (
          <li class={page.store.value === undefined ? '' : 'apart'}>{tab(RUNS_VIEW, 'Runs')}</li>
        ) : null}
        {page.store.value === undefined ? null : VIEWS.map(({ id, label }) => <li key={id}>{tab(id, label)}</li>)}
      </ul>
    </nav>
  );
}
