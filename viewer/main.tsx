import { render } from 'preact';
import { createFileSource, EMBEDDED_ID } from './data/file-source.js';
import { createServerSource } from './data/server-source.js';
import { Page } from './frame/page.js';
import { createPageState } from './frame/page-state.js';
import './theme/page.css';

const packed = document.getElementById(EMBEDDED_ID)?.textContent;
const source =
  packed == null
    ? createServerSource({
        fetch: (address, init) => fetch(address, init),
        openStream: (address) => new EventSource(address),
      })
    : createFileSource(packed);

const root = document.getElementById('page');
if (root !== null) render(<Page state={createPageState({ source, window })} />, root);
