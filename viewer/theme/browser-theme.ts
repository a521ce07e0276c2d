import type { ThemeHost } from './theme.js';

/** Where the choice is remembered. */
const KEY = 'fedotel.theme';

/** The browser as the theme needs it. Storage may be refused, as for a page from a file. */
export function browserThemeHost(): ThemeHost {
  // Asked again when it changes: systems go dark in the evening, while the page is open.
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
      // The style sheet has all colours twice; canvases read them anew when this attribute changes.
      document.documentElement.dataset.theme = theme;
    },
  };
}
