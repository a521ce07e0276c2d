import { Glyph } from '../parts/glyph.js';
import type { MarkerState } from './markers.js';

/** The shape of a state as the map draws it, without colour. */
export function MarkerGlyph({ state }: { state: MarkerState }) {
  // Two states are the map’s own: the rest of the page has glyphs for outcomes only.
  if (state !== 'idle' && state !== 'none') return <Glyph name={state} />;
  return (
    <svg class="glyph is-none full" viewBox="0 0 12 12" aria-hidden="true">
      <path d={state === 'idle' ? 'M2 2H10V10H2z' : 'M6 3.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z'} />
    </svg>
  );
}
