import { VIEWS } from '../views.js';
import type { PageState } from './page-state.js';

/** The page: header, tabs, the view, status line. */
export function Page({ state }: { state: PageState }) {
  const store = state.store.value;
  const View = VIEWS.find(({ id }) => id === state.view.value)?.component;
  return (
    <>
      <header>
        <nav>
          {VIEWS.map(({ id, label }) => (
            <button
              type="button"
              key={id}
              onClick={() => {
                state.view.value = id;
              }}
            >
              {label}
            </button>
          ))}
        </nav>
      </header>
      <main>
        {store === undefined || View === undefined ? (
          <ul>
            {(state.runs.value ?? []).map(({ stem }) => (
              <li key={stem}>
                <button type="button" onClick={() => state.openRun(stem)}>
                  {stem}
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <View store={store} selection={state.selection} />
        )}
      </main>
    </>
  );
}
