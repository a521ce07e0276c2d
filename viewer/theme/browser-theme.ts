import type { ThemeHost } from './theme.js';

/** Where the choice is remembered. */
const KEY = 'fedotel.theme';

/** The browser as the theme needs it. Storage may be refused, as for a page from a file. */
export function browserThemeHost(): ThemeHost {
  const query = matchMedia('(prefers-color-scheme: dark)');
  return {
    prefersDark: () => query.matches,
    onPreferenceChange: (listener) => query.addEventListener('change', listener),
    remembered() {
      try {
        return localStorage.getItem(KEY) ?? undefined;
      } catch {
        return undefined;
      }
    },
    remember(theme) {
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // The choice then holds until the page is closed.
      }
    },
    apply(theme) {
      document.documentElement.dataset.theme = theme;
    },
  };
}
