import { render } from 'preact';
import { createFileSource, EMBEDDED_ID } from './data/file-source.js';
import { createServerSource } from './data/server-source.js';
import { Page } from './frame/page.js';
import { createPageState, type PageHost } from './frame/page-state.js';
import { browserThemeHost } from './theme/browser-theme.js';
import { createThemeSwitch } from './theme/theme.js';
import './theme/tokens.css';
import './theme/base.css';

// The same page is served, and is a file with its run in it: what is in the markup decides.
const packed = document.getElementById(EMBEDDED_ID)?.textContent;
const source =
  packed == null
    ? createServerSource({
        // Called through, because these are functions of the window and not of the options.
        fetch: (address, init) => fetch(address, init),
        openStream: (address) => new EventSource(address),
        visibility: {
          get hidden() {
            return document.hidden;
          },
          onChange(listener) {
            document.addEventListener('visibilitychange', listener);
            return () => document.removeEventListener('visibilitychange', listener);
          },
        },
      })
    : createFileSource(packed);

const host: PageHost = {
  // All of the page's state that can be shared is behind #, which no server is told.
  readHash: () => location.hash,
  writeHash(hash, entry) {
    try {
      if (entry === 'new') history.pushState(null, '', `#${hash}`);
      else history.replaceState(null, '', `#${hash}`);
    } catch {
      // Inside another page's frame there may be no address to write; all else works.
    }
  },
  onHashChange(listener) {
    // A link within the page changes the hash; going back to an entry that the page made only pops the state.
    addEventListener('hashchange', listener);
    addEventListener('popstate', listener);
  },
  requestFrame: (callback) => requestAnimationFrame(callback),
  // A live round grows although nothing comes: whom it waits for, it waits for longer.
  onSecond: (listener) => setInterval(() => listener(Date.now()), 1000),
};

// Before anything is rendered, so that the page never flashes in the other colours.
const theme = createThemeSwitch(browserThemeHost());
const root = document.getElementById('page');
if (root !== null) render(<Page state={createPageState({ source, host })} theme={theme} />, root);
